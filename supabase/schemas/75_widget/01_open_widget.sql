-- What a website may know of the business behind a widget's token: how the window looks, and whether somebody is at work now. Outcomes: 'open',
-- 'off' (the business has switched it off) and 'unknown'. Nothing else of the business is told.
create function public.open_widget(p_token text, p_now timestamptz default now()) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  widget public.widgets;
  business public.businesses;
begin
  select w.* into widget from public.widgets w join public.businesses b on b.id = w.business_id and b.deleted_at is null where w.token = p_token;
  if not found then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  select * into business from public.businesses where id = widget.business_id;
  return jsonb_build_object(
    'outcome', case when widget.is_on then 'open' else 'off' end,
    'business', jsonb_build_object('id', business.id, 'name', business.name, 'phone', coalesce(business.call_number, business.sms_number)),
    'origins', to_jsonb(widget.origins),
    'look', jsonb_build_object('colour', widget.colour, 'side', widget.side, 'avatar', coalesce(nullif(widget.avatar, ''), upper(left(business.name, 1))),
      'greeting', widget.greeting, 'privacy', widget.privacy_line),
    'open_now', private.is_open(business, p_now));
end
$$;
grant execute on function public.open_widget to service_role;

-- Whether any calendar of the business is at work at that instant.
create function private.is_open(p_business public.businesses, p_now timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
  return exists (
    select from public.staff s,
      private.open_stretches(p_business.id, s.id, p_business.time_zone, (p_now at time zone p_business.time_zone)::date - 1,
        (p_now at time zone p_business.time_zone)::date) as o
    where s.business_id = p_business.id and s.deleted_at is null and p_now >= o.opens_at and p_now < o.closes_at);
end
$$;
