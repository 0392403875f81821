-- The carrier's keyword that a text is, in capitals, or null: its own word for it (OptOutType) goes before ours. One word alone is a keyword, never a
-- sentence with one in it. YES is one only from somebody who has told this business to stop.
create function private.opt_out_keyword(p_business uuid, p_phone text, p_body text, p_opt_out_type text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  word text := upper(trim(both from regexp_replace(p_body, '[[:space:].!]+', ' ', 'g')));
begin
  return case
    when p_opt_out_type in ('STOP', 'START') then p_opt_out_type
    when word in ('STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', 'START', 'UNSTOP') then word
    when word = 'YES' and private.opted_out(p_business, p_phone) then word
  end;
end
$$;

-- Puts a keyword into the ledger. Returns whether it stops us.
create function private.note_keyword(p_business uuid, p_phone text, p_keyword text, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  stops boolean := p_keyword not in ('START', 'UNSTOP', 'YES');
begin
  insert into public.opt_outs (business_id, phone, opted_out, keyword, source, created_at)
    values (p_business, p_phone, stops, p_keyword, 'text', p_now);
  return stops;
end
$$;
