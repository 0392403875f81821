-- What the duty `measure` has to measure: a sheet (private.travel_sheet) per business, for the p_most oldest gaps. A gap is closed by
-- public.keep_travel_times, also when nothing could be measured, so none is tried twice.
create function public.unmeasured_travel(p_now timestamptz default now(), p_most int default 20, p_provider text default null) returns setof jsonb
language plpgsql security definer set search_path = ''
as $$
begin
  return query
    select private.travel_sheet(due.business_id, due.places, due.gaps, p_now, p_provider)
    from (
      select g.business_id, array_agg(distinct g.place_id) as places, array_agg(g.id order by g.id) as gaps
      from (select * from public.travel_gaps o order by o.id limit p_most) as g
      group by g.business_id) as due
    order by due.gaps[1];
end
$$;
grant execute on function public.unmeasured_travel to service_role;
