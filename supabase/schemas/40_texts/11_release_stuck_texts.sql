-- A worker died between claiming and recording: whether the text left is unknown, and it is not repeated blindly. A mail
-- server cannot be asked, so an e-mail in doubt stays so, where people see it. When the lease did not end just now (nobody was there to see it, or a
-- clock was set and that worker is still at it), the time until it is given up begins now. A lease that ends in more than a day was given by a clock
-- that has been put back since. Returns how many.
create function public.release_stuck_texts(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  released int;
begin
  with stuck as (
    select business_id, id from public.outbox where state = 'sending' and (leased_until <= p_now or leased_until > p_now + interval '1 day')
    order by leased_until limit 100 for no key update skip locked
  )
  update public.outbox o set
      state = 'unknown', claim_token = null,
      doubted_at = case when not o.leased_until between p_now - interval '30 seconds' and p_now then p_now end,
      leased_until = case o.medium when 'sms' then p_now end, settled_at = case o.medium when 'email' then p_now end,
      error = case o.medium when 'email' then 'It may have left: we stopped while sending it, and a mail server cannot be asked. It is not sent again.' end
    from stuck where o.business_id = stuck.business_id and o.id = stuck.id;
  get diagnostics released = row_count;
  return released;
end
$$;
grant execute on function public.release_stuck_texts to service_role;
