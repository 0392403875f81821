-- The first line of every function for signed-in people: the caller's user id, or an error that does not say whether the business exists.
create function private.require_member(p_business uuid) returns uuid
language plpgsql stable set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  if not exists (
    select from public.members m
    where m.business_id = p_business and m.user_id = caller and m.deleted_at is null) then
    raise exception sqlstate 'PT404' using message = 'There is no such business, or it is not yours.', hint = 'not_found';
  end if;
  return caller;
end
$$;
