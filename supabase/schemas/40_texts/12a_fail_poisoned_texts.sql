-- When claiming fails as a whole: of the texts that are due, oldest first, those whose rows make us stumble fail alone, visibly, so that the others can
-- leave. What is the database's own trouble and passes (a lock, a shutdown, a full disk) is raised. It must look at
-- as many as are claimed at once, or a text further back holds up the queue for good. Returns how many failed.
create function public.fail_poisoned_texts(p_now timestamptz default now(), p_most int default 50) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  text_row public.outbox;
  failed int := 0;
begin
  for text_row in
    select * from public.outbox o where o.state = 'waiting' and o.due_at <= p_now
    order by o.due_at, o.queue_no limit p_most for no key update skip locked
  loop
    begin
      perform private.text_refusal(text_row, p_now), private.may_leave_at(text_row, b, p_now), private.text_context(
          case when text_row.kind in ('declined', 'backfill') then private.ready_offers(text_row, p_now) else text_row end, p_now)
        from public.businesses b where b.id = text_row.business_id;
      raise exception sqlstate 'ZZ000'; -- undoes what looking did
    exception
      when sqlstate 'ZZ000' then null;
      when others then
        if sqlstate ~ '^(08|40|53|55|57|58|XX)' then
          raise;
        end if;
        update public.outbox set state = 'failed', error = format('The text could not be prepared: %s', sqlerrm), settled_at = p_now
          where business_id = text_row.business_id and id = text_row.id;
        failed := failed + 1;
    end;
  end loop;
  return failed;
end
$$;
grant execute on function public.fail_poisoned_texts to service_role;
