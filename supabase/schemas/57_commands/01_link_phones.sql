-- Says to each member whose phone has not been linked who texts them and how to link it, once per phone. Nothing without a number to text from.
create function private.welcome_members(p_business uuid, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  business public.businesses;
begin
  select * into business from public.businesses where id = p_business;
  perform private.queue_text(business, 'welcome', 'caused', m.phone, format('welcome:%s:%s', m.user_id, m.phone), p_now,
    p_member => m.user_id, p_detail => jsonb_build_object('name', m.name, 'number', business.sms_number))
  from public.members m
  where m.business_id = p_business and m.deleted_at is null and m.phone is not null and m.phone_verified_at is null
    and business.sms_number is not null
  order by m.created_at, m.user_id;
end
$$;

-- Whether a text of a member's links their phone. It does when it came after the welcome text to that phone had left: 'linked', and they are told
-- how to command. 'soon': that text is just leaving, ask again. 'not_welcomed': it has not left, so the text does nothing; it is
-- sent if it never was to be.
create function private.link_phone(
  p_business public.businesses, p_member public.members, p_text public.member_texts, p_now timestamptz
) returns text
language plpgsql set search_path = ''
as $$
declare
  welcome public.outbox;
begin
  select * into welcome from public.outbox o
    where o.business_id = p_business.id and o.dedupe_key = format('welcome:%s:%s', p_member.user_id, p_text.phone);
  if welcome.state = 'sending' and welcome.claimed_at <= p_text.received_at then
    return 'soon';
  elsif welcome.id is null or welcome.claimed_at > p_text.received_at or (welcome.sent_at is null and welcome.state <> 'unknown') then
    perform private.welcome_members(p_business.id, p_now);
    return 'not_welcomed';
  end if;
  update public.members set phone_verified_at = p_now where business_id = p_business.id and user_id = p_member.user_id;
  perform private.answer_command(p_business, p_text, '[{"do": "link", "outcome": "linked"}]', p_now);
  return 'linked';
end
$$;
