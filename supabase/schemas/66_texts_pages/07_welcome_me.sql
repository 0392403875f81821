-- A member wants the text again that links their phone. Outcome: 'queued', or why not, nothing changed: 'no_phone', 'no_number' (the business has none to
-- text from), 'verified' already, 'stopped' (that phone sent STOP), 'on_its_way', 'too_soon' (the last one was asked for less than ten minutes ago).
-- The first one to a phone is sent again where it failed, for linking goes by it; else another is queued.
create function private.welcome_me(p_business uuid, p_member uuid, p_now timestamptz) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
  member public.members;
  first public.outbox;
  key text;
  outcome text;
begin
  select * into business from public.businesses b where b.id = p_business;
  select * into member from public.members m where m.business_id = p_business and m.user_id = p_member for no key update;
  key := format('welcome:%s:%s', p_member, member.phone);
  select * into first from public.outbox o where o.business_id = p_business and o.dedupe_key = key for no key update;
  outcome := case
    when member.phone is null then 'no_phone'
    when business.sms_number is null then 'no_number'
    when member.phone_verified_at is not null then 'verified'
    when private.opted_out(p_business, member.phone) then 'stopped'
    when first.state in ('waiting', 'sending') then 'on_its_way'
    when exists (
      select from public.outbox o where o.business_id = p_business and o.member_id = p_member and o.kind = 'welcome' and o.recipient = member.phone
        and greatest(o.created_at, o.retried_at) > p_now - interval '10 minutes') then 'too_soon'
    else 'queued' end;
  if outcome = 'queued' and first.state in ('failed', 'skipped') then
    perform private.send_again(first, p_now);
  elsif outcome = 'queued' then
    perform private.queue_text(business, 'welcome', 'caused', member.phone, case when first.id is null then key else format('%s:%s', key, p_now) end, p_now,
      p_member => p_member, p_detail => jsonb_build_object('name', member.name, 'number', business.sms_number));
  end if;
  return jsonb_build_object('outcome', outcome);
end
$$;

create function public.welcome_me(p_business uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return private.welcome_me(p_business, member, now());
end
$$;
grant execute on function public.welcome_me to authenticated;
