-- Rows to show texts with, of this business and nobody's booking: its first service with its first staff, the day after tomorrow at 2 pm, asked for
-- by a made-up customer; three offers; a lead. As private.text_context says them, with `now` and `greeting`, so that they are worded like real ones.
create function private.text_sample(p_business public.businesses, p_now timestamptz) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  today date := private.today_of(p_business, p_now);
  starts timestamptz := private.instant_of(today + 2 + time '14:00', p_business.time_zone);
  service public.services;
  staff public.staff;
  booking public.bookings;
begin
  select * into service from public.services s where s.business_id = p_business.id and s.deleted_at is null order by s.position limit 1;
  select * into staff from public.staff t where t.business_id = p_business.id and t.deleted_at is null order by t.position limit 1;
  booking := jsonb_populate_record(null::public.bookings, jsonb_build_object(
    'business_id', p_business.id, 'id', p_business.id, 'staff_id', staff.id, 'status', 'pending', 'starts_at', starts,
    'ends_at', starts + make_interval(mins => coalesce(service.minutes, 60)), 'service_name', coalesce(service.name, 'First visit'),
    'customer_name', 'Jordan Smith', 'customer_phone', '+61491570006', 'price_cents', service.price_cents, 'currency', p_business.currency,
    'address', case when service.at_customer then '12 Example St, Springfield' else '' end, 'notes', 'Please ring when you are close',
    'expires_at', private.instant_of(today + time '17:00', p_business.time_zone), 'ended_reason', '', 'code', '2B', 'travel_assumed', false));
  return jsonb_build_object(
    'business', jsonb_build_object('id', p_business.id, 'name', p_business.name, 'address', p_business.address,
      'call_number', coalesce(p_business.call_number, p_business.sms_number), 'style', p_business.text_style),
    'booking', private.booking_words(p_business, booking),
    'lead', jsonb_build_object('kind', 'handoff', 'summary', 'Would like to talk about a bigger job', 'phone', '+61491570006', 'name', 'Jordan Smith'),
    'offers', (select jsonb_agg(jsonb_build_object('ref', format('t1-%s', o.n), 'position', o.n, 'starts_at', o.at, 'service', coalesce(service.name, 'First visit'),
        'staff', staff.name, 'soon', true, 'words', private.local_words(o.at, p_business.time_zone)) order by o.n)
      from (select x.n, private.instant_of(today + x.days + x.wall, p_business.time_zone) as at
        from (values (1, 2, time '14:00'), (2, 3, time '09:00'), (3, 4, time '11:30')) as x (n, days, wall)) o),
    'message', null, 'answer_token', 'Sample-only-0000000000', 'detail', '{}'::jsonb, 'now', private.local_words(p_now, p_business.time_zone), 'greeting', p_business.greeting);
end
$$;

-- A member's business as its page about the receptionist shows it: {greeting, tone, text_style, receptionist_notes, must_not_promise, answers: [{id,
-- question, answer}] in order, sample: private.text_sample}.
create function public.assistant(p_business uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  member uuid := private.require_member(p_business);
begin
  return (
    select jsonb_build_object('greeting', b.greeting, 'tone', b.tone, 'text_style', b.text_style, 'receptionist_notes', b.receptionist_notes,
      'must_not_promise', b.must_not_promise,
      'answers', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'question', a.question, 'answer', a.answer) order by a.position, a.created_at), '[]')
        from public.answers a where a.business_id = b.id and a.deleted_at is null),
      'sample', private.text_sample(b, now()))
    from public.businesses b where b.id = p_business);
end
$$;
grant execute on function public.assistant to authenticated;
