-- Claims pictures that are to be fetched from the carrier, each for a minute and with a growing pause; after eight tries it is given up.
create function public.claim_pictures(p_now timestamptz default now(), p_most int default 5) returns setof jsonb
language sql security definer set search_path = ''
as $$
  with due as (
    select business_id, id from public.pictures where due_at <= p_now order by due_at limit p_most for no key update skip locked
  ),
  claimed as (
    update public.pictures p set attempts = attempts + 1,
        due_at = case when attempts < 7 then p_now + interval '1 minute' + make_interval(secs => least(3600, 15 * 2 ^ attempts)) end
      from due where p.business_id = due.business_id and p.id = due.id
      returning p.*
  )
  select jsonb_build_object('business_id', c.business_id, 'id', c.id, 'url', c.source_url) from claimed c
$$;
grant execute on function public.claim_pictures to service_role;

-- Keeps a fetched picture, p_content in base64. False, changing nothing, when it is kept already.
create function public.keep_picture(
  p_business uuid, p_picture uuid, p_content_type text, p_content text, p_now timestamptz default now()
) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  update public.pictures set content = decode(p_content, 'base64'), content_type = p_content_type, kept_at = p_now, due_at = null, error = null
    where business_id = p_business and id = p_picture and kept_at is null;
  return found;
end
$$;
grant execute on function public.keep_picture to service_role;

-- Notes why a picture could not be fetched. p_final: it never can be.
create function public.fail_picture(p_business uuid, p_picture uuid, p_error text, p_final boolean) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update public.pictures set error = left(p_error, 300), due_at = case when not p_final then due_at end
    where business_id = p_business and id = p_picture and kept_at is null;
end
$$;
grant execute on function public.fail_picture to service_role;
