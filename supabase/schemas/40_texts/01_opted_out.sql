-- Has this number told this business to stop? The newest row of the ledger rules; never asked: no.
create function private.opted_out(p_business uuid, p_phone text) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select coalesce(
      (select o.opted_out from public.opt_outs o
       where o.business_id = p_business and o.phone = p_phone
       order by o.ledger_no desc limit 1), false));
end
$$;

-- Puts the carrier's own opt-out (error 21610) into the ledger, once. Any other code means nothing here.
create function private.note_refusal(p_business uuid, p_phone text, p_error_code int, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.opt_outs (business_id, phone, opted_out, source, created_at)
  select p_business, p_phone, true, 'carrier refused: 21610', p_now
  where p_error_code = 21610 and not private.opted_out(p_business, p_phone);
end
$$;
