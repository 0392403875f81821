-- A picture a customer sent: {content_type, content}, the content in base64 and null until it has been fetched.
create function public.read_picture(p_business uuid, p_picture uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  picture public.pictures;
begin
  perform private.require_member(p_business);
  select * into picture from public.pictures where business_id = p_business and id = p_picture;
  if not found then
    raise exception sqlstate 'PT404' using message = 'There is no such picture.', hint = 'not_found';
  end if;
  return jsonb_build_object('content_type', picture.content_type, 'content', encode(picture.content, 'base64'));
end
$$;
grant execute on function public.read_picture to authenticated;
