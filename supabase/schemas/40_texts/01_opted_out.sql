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

-- Since when it has been so: the first STOP that no START follows. Null: it is not.
create function private.opted_out_since(p_business uuid, p_phone text) returns timestamptz
language plpgsql stable set search_path = ''
as $$
begin
  return (
    select o.created_at from public.opt_outs o
    where o.business_id = p_business and o.phone = p_phone and o.opted_out
      and o.ledger_no > coalesce((select max(s.ledger_no) from public.opt_outs s
        where s.business_id = p_business and s.phone = p_phone and not s.opted_out), 0)
    order by o.ledger_no limit 1);
end
$$;

-- Makes whoever else writes about this number into the ledger wait until this transaction ends.
create function private.lock_ledger(p_business uuid, p_phone text) returns void
language plpgsql set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(format('%s %s', p_business, p_phone), 15));
end
$$;

-- Puts the carrier's own opt-out (error 21610) into the ledger, once, and tells whom it concerns. Any other code means nothing here.
create function private.note_refusal(p_business uuid, p_phone text, p_error_code int, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
  if p_error_code is distinct from 21610 then
    return;
  end if;
  perform private.lock_ledger(p_business, p_phone);
  insert into public.opt_outs (business_id, phone, opted_out, source, created_at)
  select p_business, p_phone, true, 'carrier refused: 21610', p_now
  where not private.opted_out(p_business, p_phone);
  if found then
    perform private.tell_of_opt_out(p_business, p_phone, p_now);
  end if;
end
$$;
