-- Has this number told this business to stop? The newest row of the ledger rules; never asked: no.
create function private.opted_out(p_business uuid, p_phone text) returns boolean
language sql stable set search_path = ''
as $$
  select coalesce(
    (select o.opted_out from public.opt_outs o
     where o.business_id = p_business and o.phone = p_phone
     order by o.created_at desc, o.id limit 1), false)
$$;
