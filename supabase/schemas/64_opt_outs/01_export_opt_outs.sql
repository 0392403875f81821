-- The whole opt-out ledger of a business, oldest first, as proof of who said what and when: `words` in its `zone`, `at` as an instant in UTC.
create function public.export_opt_outs(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member(p_business);
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'phone', o.phone, 'opted_out', o.opted_out, 'keyword', o.keyword, 'source', o.source,
      'words', private.local_words(o.created_at, b.time_zone), 'zone', b.time_zone, 'at', o.created_at) order by o.ledger_no), '[]')
    from public.opt_outs o join public.businesses b on b.id = o.business_id where o.business_id = p_business);
end
$$;
grant execute on function public.export_opt_outs to authenticated;
