-- Which of the carrier's texts to a number are none that a row of this business stands for, now or in an earlier attempt?
create function public.unaccounted_texts(p_business uuid, p_recipient text, p_provider_ids text[]) returns setof text
language sql stable security definer set search_path = ''
as $$
  select s.provider_id from unnest(p_provider_ids) as s (provider_id)
  where not exists (select from public.outbox o where o.business_id = p_business and o.provider_id = s.provider_id)
    and not exists (
      select from public.outbox o where o.business_id = p_business and o.recipient = p_recipient and o.detail -> 'earlier_ids' ? s.provider_id)
$$;
grant execute on function public.unaccounted_texts to service_role;
