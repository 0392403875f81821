-- The number that calls, or null when it is withheld: carriers then send a word, or that word's letters as digits (+266696687 spells ANONYMOUS).
create function private.caller_of(p_from text) returns text
language sql immutable set search_path = ''
as $$
  select p_from where p_from ~ '^\+[1-9][0-9]{6,14}$'
    and p_from not in ('+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253')
$$;

-- The business that is called on this number: its own number for texts or, where only one business has it, the number it prints for calls.
create function private.business_called(p_to text) returns public.businesses
language plpgsql stable set search_path = ''
as $$
declare
  business public.businesses;
begin
  select * into business from public.businesses b where b.sms_number = p_to and b.deleted_at is null;
  if not found then
    select * into business from public.businesses b where b.call_number = p_to and b.deleted_at is null
      and not exists (select from public.businesses o where o.call_number = p_to and o.id <> b.id and o.deleted_at is null);
  end if;
  return business;
end
$$;
