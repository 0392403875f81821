-- The member of a business who has this phone, or null.
create function private.member_by_phone(p_business uuid, p_phone text) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select m.user_id from public.members m
    where m.business_id = p_business and m.phone = p_phone and m.deleted_at is null
    order by m.created_at, m.user_id limit 1);
end
$$;

-- Stores what a member texted to their business's number, exactly once, due to be carried out at once. A one-word STOP or START goes into the
-- opt-out ledger and is no command. Outcomes as for a customer's text: 'stored' or 'duplicate'.
create function private.receive_member_text(
  p_business public.businesses, p_phone text, p_body text, p_provider_id text, p_opt_out_type text, p_now timestamptz
) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  stored uuid;
  keyword text := private.opt_out_keyword(p_business.id, p_phone, p_body, p_opt_out_type);
begin
  insert into public.member_texts (business_id, user_id, phone, body, provider_id, received_at, due_at, outcome)
    values (p_business.id, private.member_by_phone(p_business.id, p_phone), p_phone, p_body, p_provider_id, p_now,
      case when keyword is null then p_now end, keyword)
    on conflict (business_id, provider_id) do nothing
    returning id into stored;
  if stored is null then
    return jsonb_build_object('outcome', 'duplicate', 'business_id', p_business.id);
  end if;
  if keyword is not null then
    perform private.note_keyword(p_business.id, p_phone, keyword, p_now);
  end if;
  return jsonb_build_object('outcome', 'stored', 'business_id', p_business.id, 'message_id', stored);
end
$$;
