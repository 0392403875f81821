-- When to nag the owner about a request and when it expires. Never later than the start less the answer margin, never
-- earlier than 15 minutes after it was asked; when the usual nag would miss the deadline it falls at half the window.
create function private.deadlines(
  p_business public.businesses, p_requested timestamptz, p_starts timestamptz,
  out nag_at timestamptz, out expires_at timestamptz
)
language plpgsql stable set search_path = ''
as $$
begin
  if p_business.deadline_clock = 'plain' then
    nag_at := p_requested + make_interval(mins => p_business.nag_after_minutes);
    expires_at := p_requested + make_interval(mins => p_business.expire_after_minutes);
  else
    nag_at := private.add_contact_minutes(
      p_requested, p_business.nag_after_minutes, p_business.time_zone, p_business.contact_from, p_business.contact_to);
    expires_at := private.add_contact_minutes(
      p_requested, p_business.expire_after_minutes, p_business.time_zone, p_business.contact_from, p_business.contact_to);
  end if;
  expires_at := least(expires_at, p_starts - make_interval(mins => p_business.answer_margin_minutes));
  expires_at := greatest(expires_at, p_requested + interval '15 minutes');
  if nag_at >= expires_at then
    nag_at := p_requested + (expires_at - p_requested) / 2;
  end if;
end
$$;
