-- An instant in the words a person reads, in a zone. The only place where a weekday meets a date.
create function private.local_words(p_at timestamptz, p_zone text) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  local_at timestamp := p_at at time zone p_zone;
begin
  return jsonb_build_object(
    'weekday', to_char(local_at, 'FMDay'),
    'weekday_short', to_char(local_at, 'Dy'),
    'long', to_char(local_at, 'FMDay, FMMonth FMDDth'),
    'medium', to_char(local_at, 'FMDay, Mon FMDD'),
    'short', to_char(local_at, 'Dy, Mon FMDD'),
    'time', to_char(local_at, 'FMHH12:MI AM'),
    'date', to_char(local_at, 'YYYY-MM-DD'),
    'minute', extract(hour from local_at)::int * 60 + extract(minute from local_at)::int,
    'zone', p_zone);
end
$$;
