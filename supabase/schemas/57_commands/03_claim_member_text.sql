-- Claims one text of a member, under a lease, with what is needed to read it: the business's time when it came and the open codes. A member's texts
-- go one after the other. The lease's token grows with each claim; only its holder may carry the text out. Texts that command nothing are
-- ended on the way: from a phone that is no longer the member's, or not linked yet (the text that links it is answered, not
-- carried out), and what failed five times, with an apology. No row: nothing is due.
create function public.claim_member_text(p_now timestamptz default now(), p_lease_seconds int default 30) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.member_texts;
  business public.businesses;
  step text;
begin
  loop
    select * into text_row from public.member_texts t
      where t.due_at <= p_now and not exists (
        select from public.member_texts e
        where e.business_id = t.business_id and e.user_id = t.user_id and e.text_no < t.text_no and e.due_at is not null)
      order by t.due_at, t.text_no limit 1 for no key update skip locked;
    if not found then
      return;
    end if;
    select * into business from public.businesses where id = text_row.business_id;
    step := private.trusts(business, text_row, p_now);
    if step = 'soon' then
      update public.member_texts set due_at = p_now + interval '2 seconds' where business_id = text_row.business_id and id = text_row.id;
    elsif step is not null then
      perform private.end_member_text(text_row, step);
    elsif text_row.attempts >= 5 then
      perform private.give_up(business, text_row, p_now);
    else
      update public.member_texts
        set lease_token = lease_token + 1, attempts = attempts + 1, due_at = p_now + make_interval(secs => p_lease_seconds)
        where business_id = text_row.business_id and id = text_row.id
        returning * into text_row;
      return next jsonb_build_object(
        'business_id', text_row.business_id, 'id', text_row.id, 'token', text_row.lease_token, 'attempts', text_row.attempts, 'body', text_row.body,
        'received', private.local_words(text_row.received_at, business.time_zone), 'codes', private.open_codes(business));
      return;
    end if;
  end loop;
end
$$;
grant execute on function public.claim_member_text to service_role;

-- Why a text commands nothing, or null: it comes from the phone that is the member's now, and that phone is linked.
create function private.trusts(p_business public.businesses, p_text public.member_texts, p_now timestamptz) returns text
language plpgsql set search_path = ''
as $$
declare
  member public.members;
begin
  select * into member from public.members m
    where m.business_id = p_text.business_id and m.user_id = p_text.user_id and m.deleted_at is null and m.phone = p_text.phone;
  return case
    when not found or p_business.deleted_at is not null then 'not_their_phone'
    when member.phone_verified_at is null then private.link_phone(p_business, member, p_text, p_now)
  end;
end
$$;

-- A text that kept failing: nothing of it was done, and whoever sent it hears so.
create function private.give_up(p_business public.businesses, p_text public.member_texts, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.end_member_text(p_text, 'failed');
  perform private.answer_command(p_business, p_text, jsonb_build_array(jsonb_build_object(
    'do', 'fail', 'outcome', 'failed', 'words', left(p_text.body, 60))), p_now);
end
$$;
