-- When a text may leave at the earliest: a proactive one in contact hours, one to a member outside the hours in which they want no text, unless it
-- answers theirs. Asked again when that time comes, so the two need not agree in one step.
create function private.may_leave_at(p_text public.outbox, p_business public.businesses, p_now timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  member public.members;
  at timestamptz := case when p_text.class = 'proactive' then private.in_contact_hours(p_business, p_now) else p_now end;
begin
  if p_text.member_id is null or p_text.class = 'reply' then
    return at;
  end if;
  select * into member from public.members m where m.business_id = p_text.business_id and m.user_id = p_text.member_id and m.quiet_from is not null;
  return case when found then private.add_contact_minutes(at, 0, p_business.time_zone, member.quiet_to, member.quiet_from) else at end;
end
$$;
