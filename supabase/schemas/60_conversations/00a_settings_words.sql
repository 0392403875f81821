-- A business's services as an engine and a page read them.
create function private.services_of(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', s.id, 'name', s.name, 'aliases', s.aliases, 'minutes', s.minutes, 'price_cents', s.price_cents, 'at_customer', s.at_customer,
      'staff', (select coalesce(jsonb_agg(t.name order by t.position), '[]')
        from public.service_staff ss join public.staff t on t.business_id = ss.business_id and t.id = ss.staff_id
        where ss.business_id = s.business_id and ss.service_id = s.id and t.deleted_at is null)) order by s.position), '[]')
  from public.services s where s.business_id = p_business and s.deleted_at is null
$$;

-- Weekly hours of the whole business: the earliest opening and latest closing of any calendar in use, per ISO weekday.
create function private.hours_of(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes) order by h.weekday), '[]')
  from (select w.weekday, to_char(min(w.opens), 'FMHH12:MI AM') as opens, to_char(max(w.closes), 'FMHH12:MI AM') as closes
    from public.working_hours w join public.staff t on t.business_id = w.business_id and t.id = w.staff_id
    where w.business_id = p_business and t.deleted_at is null group by w.weekday) h
$$;

-- A business's own questions and answers, in its order.
create function private.answers_of(p_business uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('question', a.question, 'answer', a.answer) order by a.position, a.created_at), '[]')
  from public.answers a where a.business_id = p_business and a.deleted_at is null
$$;

-- The pause a business's receptionist is in: since when, and until when in words, null until somebody ends it. Null: it is in none.
create function private.pause_words(p_business public.businesses, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('since', p_business.paused_at, 'until',
    case when p_business.paused_until is not null then private.local_words(p_business.paused_until, p_business.time_zone) end)
  where p_business.paused_at <= p_now and (p_business.paused_until is null or p_business.paused_until > p_now)
$$;
