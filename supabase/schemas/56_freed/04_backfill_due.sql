-- Ends a freed stretch's way down the list.
create function private.end_backfill(p_backfill public.backfills, p_state public.backfill_state) returns void
language plpgsql set search_path = ''
as $$
begin
  update public.backfills set state = p_state, due_at = null where business_id = p_backfill.business_id and id = p_backfill.id;
end
$$;

-- What became of the offer a freed stretch is out on: ended when it was taken; put off while its lead may still answer, or its text has not left yet
-- (for an hour at most); otherwise the offer is over. Returns whether the next lead is to be asked.
create function private.offer_is_over(p_backfill public.backfills, p_now timestamptz) returns boolean
language plpgsql set search_path = ''
as $$
declare
  offer public.offers;
  text_row public.outbox;
begin
  perform from public.conversations c
    join public.offers o on o.business_id = c.business_id and o.conversation_id = c.id
    where o.business_id = p_backfill.business_id and o.id = p_backfill.offer_id for no key update of c; -- an answer in progress comes first
  select * into offer from public.offers where business_id = p_backfill.business_id and id = p_backfill.offer_id;
  select * into text_row from public.outbox where business_id = offer.business_id and dedupe_key = 'backfill:' || offer.id;
  if exists (select from public.bookings b where b.business_id = offer.business_id and b.offer_id = offer.id) then
    perform private.end_backfill(p_backfill, 'taken');
    return false;
  elsif offer.expires_at > p_now and text_row.state in ('sent', 'delivered', 'unknown') then
    update public.backfills set due_at = offer.expires_at where business_id = p_backfill.business_id and id = p_backfill.id;
    return false;
  elsif offer.expires_at > p_now and text_row.state in ('waiting', 'sending') and p_now < text_row.created_at + interval '1 hour' then
    update public.backfills set due_at = p_now + interval '5 minutes' where business_id = p_backfill.business_id and id = p_backfill.id;
    return false;
  end if;
  update public.offers set expires_at = least(expires_at, p_now) where business_id = offer.business_id and id = offer.id;
  delete from public.holds where business_id = offer.business_id and offer_id = offer.id;
  return true;
end
$$;

-- Asks the next lead about a freed stretch, one who is not in the middle of something with us: being answered, with a person, or with times kept for them.
-- Where only such are left it is tried again in five minutes; where nobody is, it ends.
create function private.ask_next_lead(p_business public.businesses, p_backfill public.backfills, p_now timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
  lead public.leads;
  conversation public.conversations;
  offer public.offers;
  somebody_is_busy boolean := false;
begin
  for lead in select * from private.freed_leads(p_business, p_backfill, p_now) loop
    select * into conversation from public.conversations c
      where c.business_id = lead.business_id and c.id = lead.conversation_id and c.state <> 'human' and c.answer_due_at is null
        and coalesce(c.leased_until, p_now) <= p_now
        and not exists (
          select from public.offers o
          join public.holds h on h.business_id = o.business_id and h.offer_id = o.id and h.expires_at > p_now
          where o.business_id = c.business_id and o.conversation_id = c.id)
      for no key update skip locked;
    if not found then
      somebody_is_busy := true;
    elsif exists (select from private.freed_leads(p_business, p_backfill, p_now) l where l.id = lead.id) then -- again, now that nobody else asks them
      offer := private.offer_freed(p_business, conversation, lead, p_backfill, p_now);
      if offer.id is not null then
        update public.backfills set
            state = 'offered', lead_id = lead.id, offer_id = offer.id, tried = tried || lead.id, due_at = p_now + interval '5 minutes'
          where business_id = p_backfill.business_id and id = p_backfill.id;
        return;
      end if;
    end if;
  end loop;
  if somebody_is_busy then
    update public.backfills set state = 'waiting', due_at = p_now + interval '5 minutes'
      where business_id = p_backfill.business_id and id = p_backfill.id;
  else
    perform private.end_backfill(p_backfill, 'ended');
  end if;
end
$$;

-- Takes the next due step of one freed stretch: its offer ran out, was refused or was taken; then the next lead is asked, in contact hours. Several
-- workers may call it at once. A step that fails is tried again in 15 minutes, so that it holds up no other. Returns how many steps: 0 or 1.
create function public.backfill_due(p_now timestamptz default now()) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  backfill public.backfills;
  business public.businesses;
  opens_at timestamptz;
begin
  select * into backfill from public.backfills where due_at <= p_now order by due_at limit 1 for no key update skip locked;
  if not found then
    return 0;
  end if;
  select * into business from public.businesses where id = backfill.business_id;
  opens_at := private.in_contact_hours(business, p_now);
  if backfill.state = 'offered' and not private.offer_is_over(backfill, p_now) then
    return 1;
  elsif not business.fills_freed_times or business.deleted_at is not null or backfill.starts_at <= p_now
    or private.pause_words(business, p_now) is not null then
    perform private.end_backfill(backfill, 'ended');
  elsif opens_at > p_now then
    update public.backfills set state = 'waiting', due_at = opens_at where business_id = backfill.business_id and id = backfill.id;
  else
    perform private.ask_next_lead(business, backfill, p_now);
  end if;
  return 1;
exception when others then -- of this stretch alone
  if backfill.id is null then
    raise;
  end if;
  raise warning 'a freed time was not offered: %', sqlerrm;
  update public.backfills set due_at = p_now + interval '15 minutes' where business_id = backfill.business_id and id = backfill.id;
  return 1;
end
$$;
grant execute on function public.backfill_due to service_role;
