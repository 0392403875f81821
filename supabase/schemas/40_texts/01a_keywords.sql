-- The one word that a text is, in capitals, without blanks, quotes and full stops around it; null for a sentence, whatever words it holds.
create function private.lone_word(p_body text) returns text
language sql immutable set search_path = ''
as $$
  select upper(word)
  from regexp_replace(p_body, '^[[:space:].,;:!''"‘’“”()*_-]+|[[:space:].,;:!''"‘’“”()*_-]+$', '', 'g') word where word ~ '^[[:alpha:]]+[?]?$'
$$;

-- The carrier's keyword that a text is, in capitals, or null: its own word for it (OptOutType) goes before ours. One word alone is a keyword, never a
-- sentence with one in it, nor a question ("Cancel?"). YES is one only from somebody who has told this business to stop.
create function private.opt_out_keyword(p_business uuid, p_phone text, p_body text, p_opt_out_type text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  word text := private.lone_word(p_body);
begin
  return case
    when p_opt_out_type in ('STOP', 'START') then p_opt_out_type
    when word in ('STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT', 'START', 'UNSTOP') then word
    when word = 'YES' and private.opted_out(p_business, p_phone) then word
  end;
end
$$;

-- Does a text ask what this number is? HELP or INFO alone, in the carrier's eyes or in ours.
create function private.asks_for_help(p_body text, p_opt_out_type text) returns boolean
language sql immutable set search_path = ''
as $$
  select coalesce(p_opt_out_type = 'HELP' or rtrim(private.lone_word(p_body), '?') in ('HELP', 'INFO'), false)
$$;

-- Puts a keyword into the ledger; the first one that stops us tells whom it concerns. Returns whether it stops us.
create function private.note_keyword(p_business uuid, p_phone text, p_keyword text, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  stops boolean := p_keyword not in ('START', 'UNSTOP', 'YES');
  had_stopped boolean;
begin
  perform private.lock_ledger(p_business, p_phone);
  had_stopped := private.opted_out(p_business, p_phone);
  insert into public.opt_outs (business_id, phone, opted_out, keyword, source, created_at)
    values (p_business, p_phone, stops, p_keyword, 'text', p_now);
  if stops and not had_stopped then
    perform private.tell_of_opt_out(p_business, p_phone, p_now);
  end if;
  return stops;
end
$$;
