"use strict";
// Draws the calendar. Times are wall times of the business throughout, as text such as
// "2026-11-05T14:00": the browser's own zone never touches them.
(() => {
  const room = document.getElementById("calendar-room");
  if (!room || !window.EventCalendar) return;
  const at = (id) => document.getElementById(id);
  const urls = room.dataset, csrf = document.querySelector("input[name=csrf_token]").value;
  const phone = matchMedia("(max-width: 47.99rem)");
  const KEPT = "calendar-view", KEPT_CANCELLED = "calendar-cancelled";
  const MARKS = { pending: "?", confirmed: "✓", completed: "★", cancelled: "✕", expired: "✕", no_show: "✕" };
  let calendar, view, shown = null, staff = JSON.parse(urls.staff), offset = Number(urls.offset), reads = 0, drawn = "", dragging = false, waiting = false;

  // wall times, without any zone
  const stamp = (wall) => Date.parse(`${wall.slice(0, 16)}Z`);
  const wall = (ms) => new Date(ms).toISOString().slice(0, 16);
  const later = (from, delta) => {
    const end = new Date(stamp(from));
    end.setUTCFullYear(end.getUTCFullYear() + (delta.years || 0), end.getUTCMonth() + (delta.months || 0), end.getUTCDate() + (delta.days || 0));
    return wall(end.getTime() + (delta.seconds || 0) * 1000);
  };
  const words = (when, options) => new Intl.DateTimeFormat("en-AU", { timeZone: "UTC", ...options }).format(stamp(when));
  const clock = (when) => words(when, { hour: "numeric", minute: "2-digit", hour12: true }).toUpperCase();
  const day = (when) => words(when, { weekday: "short", month: "short", day: "numeric" });
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private window */ } };
  const named = (id) => staff.find((one) => one.id === id)?.name ?? "";
  const element = (tag, name, text) => { const made = document.createElement(tag); made.className = name; made.textContent = text; return made; };

  // what is asked of the server
  const post = async (url, said) => {
    try {
      const answer = await fetch(url, {
        method: "POST", redirect: "manual", body: JSON.stringify(said),
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, Accept: "application/json" },
      });
      if (answer.type === "opaqueredirect") { location.reload(); return null; } // signed out
      if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
      return { done: answer.ok, ...(await answer.json()) };
    } catch {
      return { done: false, words: "That didn't get through, so it may not have happened. Look at the calendar, or reload the page." };
    }
  };

  let quiet;
  const toast = (said, tone = "info", ...buttons) => {
    clearTimeout(quiet);
    const box = at("calendar-toast"), line = element("p", `flash ${tone}`, said);
    for (const [label, act] of buttons) {
      const button = element("button", "", label);
      button.type = "button";
      button.addEventListener("click", () => { box.replaceChildren(); act(); });
      line.append(button);
    }
    const close = element("button", "quiet", "Close");
    close.type = "button";
    close.addEventListener("click", () => box.replaceChildren());
    line.append(close);
    box.replaceChildren(line);
    quiet = setTimeout(() => { if (!box.matches(":hover, :focus-within")) box.replaceChildren(); }, buttons.length ? 30000 : 12000);
  };

  // a dialog answers with the value of the button that closed it; Escape is ""
  const ask = (id, prepare) => new Promise((resolve) => {
    const dialog = at(id);
    prepare?.(dialog);
    dialog.returnValue = "";
    dialog.onclick = (event) => { const button = event.target.closest("button[type=button]"); if (button) dialog.close(button.value); };
    dialog.onclose = () => { resolve(dialog.returnValue); settle(); };
    dialog.showModal();
  });
  const busy = () => dragging || document.querySelector("dialog[open]") !== null;
  const settle = () => { if (waiting && !busy()) { waiting = false; calendar.refetchEvents(); } };
  const again = () => { if (busy()) waiting = true; else calendar.refetchEvents(); };

  // what is drawn
  const resources = () => staff.map((one) => ({ id: one.id, title: one.name }));
  const inColumns = () => staff.length > 1;
  const TYPES = { day: () => (inColumns() ? "resourceTimeGridDay" : "timeGridDay"), week: () => "timeGridWeek", month: () => "dayGridMonth", agenda: () => "listWeek" };

  const jobs = (found) => found.bookings
    .filter((one) => at("calendar-cancelled").checked || !["cancelled", "expired"].includes(one.status))
    .map((one) => {
      const open = one.status === "pending" || one.status === "confirmed";
      return { id: one.id, start: one.start, end: one.end, resourceIds: [one.staff], editable: open, startEditable: open, durationEditable: open,
        classNames: ["job", one.status], title: one.customer || one.service, extendedProps: { kind: "job", ...one } };
    });
  const moves = (found) => found.moves.map((one) => ({
    id: `move-${one.id}`, start: one.start, end: one.end, resourceIds: [one.staff], editable: false, startEditable: false, durationEditable: false,
    classNames: ["job", "moving"], title: one.customer || one.service,
    extendedProps: { kind: "move", ...one, words: one.asked_by === "customer" ? "Wants to move here" : "New time suggested" } }));
  const flat = () => view === "month" || view === "agenda"; // these draw no background
  const blocks = (found) => found.blocks.map((one) => ({
    id: `block-${one.id}-${one.start}`, start: one.start, end: one.end, resourceIds: one.staff ? [one.staff] : staff.map((each) => each.id),
    display: flat() ? "auto" : "background", editable: false, startEditable: false, durationEditable: false, classNames: ["blocked"],
    title: one.reason || "Blocked", extendedProps: { kind: "block", ...one } }));
  const holidays = (found) => found.holidays.map((one) => ({
    id: `holiday-${one.date}`, start: `${one.date}T00:00`, end: wall(stamp(`${one.date}T00:00`) + 864e5), allDay: flat(),
    resourceIds: staff.map((each) => each.id), display: flat() ? "auto" : "background", editable: false, startEditable: false, durationEditable: false,
    classNames: ["holiday"], title: one.closed ? `${one.name} (closed)` : one.name, extendedProps: { kind: "holiday", ...one } }));
  // what lies outside the hours, for each column, or, where all share one, outside everybody's
  const closed = (found, range) => {
    if (flat()) return [];
    const columns = view === "day" && inColumns() ? staff.map((one) => [one.id]) : [staff.map((one) => one.id)];
    return columns.flatMap((ids, column) => {
      const gaps = [];
      let from = stamp(range.start);
      const gap = (to) => { if (to > from) gaps.push([from, to]); };
      for (const one of found.open.filter((each) => ids.includes(each.staff))) { gap(stamp(one.start)); from = Math.max(from, stamp(one.end)); }
      gap(stamp(range.end));
      return gaps.map(([start, end], n) => ({ id: `closed-${column}-${n}`, start: wall(start), end: wall(end), display: "background", resourceIds: ids,
        classNames: ["closed"], title: "", extendedProps: { kind: "closed" } }));
    });
  };

  const content = ({ event, timeText }) => {
    const one = event.extendedProps;
    if (one.kind === "closed") return { domNodes: [] };
    if (one.kind === "block" || one.kind === "holiday") {
      const who = one.kind === "block" && one.staff && inColumns() && view !== "day" ? `${named(one.staff)}: ` : "";
      const nodes = [element("span", "what", who + event.title)];
      if (one.kind === "holiday" || !flat()) return { domNodes: nodes };
      const button = element("button", "block-button", `${timeText} Blocked `);
      button.type = "button";
      button.append(...nodes);
      return { domNodes: [button] };
    }
    const link = element("a", "job-link", "");
    link.href = urls.bookings + (one.kind === "move" ? one.booking : one.id);
    link.draggable = false;
    const mark = element("span", "mark", one.kind === "move" ? "→" : MARKS[one.status]);
    mark.setAttribute("aria-hidden", "true");
    const nodes = [mark, element("span", "when", `${timeText} `), element("strong", "what", event.title)];
    if (one.customer) nodes.push(element("span", "service", ` ${one.service}`));
    if (inColumns() && view !== "day") nodes.push(element("span", "service", ` ${named(one.staff)}`));
    nodes.push(element("span", "status", ` ${one.words}`));
    link.append(...nodes);
    return { domNodes: [link] };
  };

  const AS_IS = new Error("nothing new to draw"); // what is drawn stays, with the focus in it
  let focused = "";
  const read = async (info) => {
    const mine = ++reads, range = { start: `${info.startStr.slice(0, 10)}T00:00`, end: `${info.endStr.slice(0, 10)}T00:00` };
    const query = new URLSearchParams({ start: range.start.slice(0, 10), end: range.end.slice(0, 10) });
    try {
      const answer = await fetch(`${urls.events}?${query}`, { redirect: "manual" });
      if (answer.type === "opaqueredirect") { location.reload(); return []; }
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text(), found = JSON.parse(text);
      if (mine !== reads) throw AS_IS;
      const now = `${query} ${view} ${at("calendar-cancelled").checked} ${text.replace(/"now":"[^"]*"/, "")}`;
      if (JSON.stringify(found.staff) !== JSON.stringify(staff)) { staff = found.staff; calendar.setOption("resources", resources()); }
      if (found.offset !== offset) { offset = found.offset; calendar.setOption("timeZone", zone()); }
      shown = found;
      showLine();
      if (now === drawn) throw AS_IS;
      drawn = now;
      focused = at("calendar").contains(document.activeElement) ? document.activeElement.getAttribute("href") : "";
      if (found.more) toast("There are more bookings than fit here. Look at a shorter stretch of time.");
      return [...closed(found, range), ...holidays(found), ...blocks(found), ...jobs(found), ...moves(found)];
    } catch (error) {
      if (error !== AS_IS && mine === reads) say("No connection: this may be out of date", false);
      throw error; // what was shown stays
    }
  };

  const zone = () => `${offset < 0 ? "-" : "+"}${String(Math.floor(Math.abs(offset) / 60)).padStart(2, "0")}:${String(Math.abs(offset) % 60).padStart(2, "0")}`;

  // The library calls its grids tables and its events buttons, by halves; to those who listen they are links and buttons in a region.
  const tidy = () => {
    for (const one of at("calendar").querySelectorAll("article[tabindex], [aria-colindex], [role=table], [role=list], [role=listitem], [role=rowgroup], [role=row], [role=cell], [role=columnheader], [role=rowheader]")) {
      one.removeAttribute("role");
      one.removeAttribute("tabindex");
      one.removeAttribute("aria-colindex");
    }
    for (const one of at("calendar").querySelectorAll("h4:not([aria-level])")) { one.setAttribute("role", "heading"); one.setAttribute("aria-level", "3"); }
    if (focused && document.activeElement === document.body) at("calendar").querySelector(`a[href="${focused}"]`)?.focus({ preventScroll: true });
    focused = "";
    const main = at("calendar").querySelector(".ec-main:not([tabindex])");
    if (main) { main.tabIndex = 0; main.setAttribute("aria-label", "Bookings"); }
  };
  let tidying = 0;
  new MutationObserver(() => { tidying ||= requestAnimationFrame(() => { tidying = 0; tidy(); }); }).observe(at("calendar"), { childList: true, subtree: true });

  // dragging
  const job = (id) => shown.bookings.find((one) => one.id === id);
  const move = async (one, starts, column, answer, anyway) =>
    post(urls.move, { booking: one.id, starts, staff: column, agreed: answer === "agreed", anyway });

  const refused = async (answer, insist) => {
    if (!answer) return;
    if (!answer.reasons) { toast(answer.words, "warning"); return; }
    const chosen = await ask("refused", () => {
      at("refused-title").textContent = answer.words;
      at("refused-reasons").replaceChildren(...answer.reasons.map((one) => {
        const line = element("li", "", `${one.words} `);
        if (one.booking) { const link = element("a", "", "See it"); link.href = urls.bookings + one.booking; line.append(link); }
        return line;
      }));
      at("refused").querySelector("[value=anyway]").hidden = answer.final;
    });
    if (chosen === "anyway") await insist();
  };

  const dropped = async (info) => {
    drawn = "";
    const one = job(info.event.id), before = { starts: one.start, staff: one.staff };
    const starts = later(one.start, info.delta), column = info.newResource?.id ?? one.staff;
    const name = one.customer || "this booking";
    const answer = await ask("ask-move", (dialog) => {
      const to = column !== one.staff ? ` with ${named(column)}` : "";
      at("ask-move-title").textContent = `Move ${name} to ${day(starts)}, ${clock(starts)}${to}?`;
      at("ask-move-hint").textContent = one.asks
        ? `Already agreed: it moves at once${one.status === "pending" ? ", is confirmed" : ""} and we text them. Or we ask them by text, and the old time stands until they answer.`
        : "There's no way to text them, so agree on it first.";
      dialog.querySelector("[value=ask]").hidden = !one.asks;
    });
    if (!answer) { info.revert(); return; }
    const go = async (anyway) => {
      const said = await move(one, starts, column, answer, anyway);
      again();
      if (!said?.done) { info.revert(); await refused(said, () => go(true)); return; }
      const undo = said.outcome === "proposed" ? () => takeBack(said.move) : () => moveBack(one, before);
      const undoable = said.outcome === "moved" || (said.outcome === "proposed" && said.move);
      toast(said.words, said.tone, ...(undoable ? [["Undo", undo]] : []));
    };
    await go(false);
  };
  const takeBack = async (id) => { const said = await post(urls.takeBack, { move: id }); again(); if (said) toast(said.words, said.tone ?? "warning"); };
  const moveBack = async (one, before) => {
    const said = await post(urls.move, { booking: one.id, ...before, agreed: true, anyway: true, back: true });
    again();
    if (said?.done) toast(said.words, said.tone); else await refused(said, async () => {});
  };

  const resized = async (info) => {
    drawn = "";
    const one = job(info.event.id), ends = later(one.end, info.endDelta);
    const go = async (anyway) => {
      const said = await post(urls.resize, { booking: one.id, ends, anyway });
      again();
      if (!said?.done) { info.revert(); await refused(said, () => go(true)); return; }
      toast(said.words, said.tone, ...(said.outcome === "edited" ? [["Undo", () => sizeBack(one)]] : []));
    };
    await go(false);
  };
  const sizeBack = async (one) => {
    const said = await post(urls.resize, { booking: one.id, minutes: one.minutes, anyway: true });
    again();
    if (said?.done) toast(said.words, said.tone); else await refused(said, async () => {});
  };

  // an empty stretch, and a blocked one
  const empty = async (from, to, column) => {
    const one = at("block-form");
    await ask("empty-time", () => {
      at("empty-title").textContent = `${day(from)}, ${clock(from)}${column && inColumns() ? ` · ${named(column)}` : ""}`;
      at("empty-add").href = `${urls.add}?${new URLSearchParams({ starts: from, staff: column ?? "" })}`;
      at("block-from").value = from;
      at("block-to").value = to;
      at("block-staff").value = column ?? "";
      at("block-problem").hidden = true;
    });
    one.reset();
  };
  at("block-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = await post(urls.block, { from: at("block-from").value, to: at("block-to").value, staff: at("block-staff").value, reason: at("block-reason").value });
    for (const button of at("block-form").querySelectorAll("button")) setTimeout(() => { button.disabled = false; });
    if (!said) return;
    if (!said.done) { at("block-problem").textContent = said.words; at("block-problem").hidden = false; return; }
    waiting = true;
    at("empty-time").close();
    toast(said.words, said.tone, ["Undo", () => unblock(said.block)]);
  });
  const unblock = async (id, date) => { const said = await post(urls.unblock, { block: id, ...(date && { date }) }); again(); if (said) toast(said.words, said.tone ?? "warning"); };
  const blocked = async (one) => {
    const chosen = await ask("blocked-time", (dialog) => {
      at("blocked-title").textContent = one.reason || "Blocked time";
      at("blocked-hint").textContent = `${day(one.start)}, ${clock(one.start)} – ${clock(one.end)} · ${one.staff ? named(one.staff) : "everyone"}${one.repeats ? ". It repeats." : ""}`;
      dialog.querySelector("[value=date]").hidden = !one.repeats;
      dialog.querySelector("[value=all]").textContent = one.repeats ? "Remove it on every date" : "Remove it";
    });
    if (chosen) await unblock(one.id, chosen === "date" ? one.date : "");
  };
  // a touch is followed by a click, which must not land in the dialog that the touch opened
  const afterTap = (touch) => new Promise((resolve) => {
    if (touch.pointerType === "mouse") { resolve(); return; }
    const done = (event) => { event?.preventDefault(); event?.stopPropagation(); removeEventListener("click", done, true); clearTimeout(late); resolve(); };
    const late = setTimeout(done, 300);
    addEventListener("click", done, true);
  });
  const tapped = async (info) => {
    await afterTap(info.jsEvent);
    const when = info.dateStr.slice(0, 16).padEnd(16, "T00:00"), column = info.resource?.id ?? (staff.length === 1 ? staff[0].id : null);
    if (view === "month") { calendar.setOption("date", when.slice(0, 10)); show("day"); return; }
    const under = shown?.blocks.find((one) => one.start <= when && when < one.end && (!one.staff || !info.resource || one.staff === info.resource.id));
    if (under) blocked(under); else empty(when, wall(stamp(when) + 36e5), column);
  };
  const opened = (info) => {
    const one = info.event.extendedProps, from = info.jsEvent;
    if (from.target.closest?.("a")) { if (from.ctrlKey || from.metaKey || from.shiftKey) return; from.preventDefault(); }
    if (one.kind === "job") location.href = urls.bookings + one.id;
    else if (one.kind === "move") location.href = urls.bookings + one.booking;
    else if (one.kind === "block") blocked(one);
  };

  // the bar above it
  let range0 = "", range1 = "";
  const title = () => {
    const from = range0, to = wall(stamp(range1) - 6e4);
    if (view === "month") return words(wall((stamp(range0) + stamp(range1)) / 2), { month: "long", year: "numeric" });
    const year = from.slice(0, 4) === urls.today.slice(0, 4) ? {} : { year: "numeric" };
    if (view === "day") return words(from, { weekday: "short", day: "numeric", month: "short", ...year });
    return `${words(from, { day: "numeric", month: "short" })} – ${words(to, { day: "numeric", month: "short", ...year })}`;
  };
  const show = (name) => {
    view = name;
    keep(KEPT, name);
    calendar.setOption("view", TYPES[name]());
    calendar.refetchEvents(); // a week and its agenda are the same days, drawn from different events
    bar();
  };
  const bar = () => {
    at("calendar-title").textContent = range0 ? title() : "";
    at("calendar").dataset.shows = view;
    for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  };
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => show(button.dataset.view));
  at("calendar-back").addEventListener("click", () => calendar.prev());
  at("calendar-on").addEventListener("click", () => calendar.next());
  at("calendar-today").addEventListener("click", () => calendar.setOption("date", nowHere().slice(0, 10)));
  at("calendar-cancelled").checked = kept(KEPT_CANCELLED) === "1";
  at("calendar-cancelled").addEventListener("change", (event) => { keep(KEPT_CANCELLED, event.target.checked ? "1" : ""); again(); });
  const nowHere = () => wall(Date.now() + offset * 6e4);
  at("calendar-block").addEventListener("click", () => {
    const from = view === "day" ? `${range0.slice(0, 10)}T12:00` : wall(Math.ceil(stamp(nowHere()) / 36e5) * 36e5);
    empty(from, wall(stamp(from) + 36e5), staff.length === 1 ? staff[0].id : null);
  });

  // what others change
  const line = at("calendar-line");
  let connected = false, timer, soon, source;
  const say = (said, good) => { line.hidden = false; line.textContent = said; line.classList.toggle("good", good); };
  const showLine = () => (connected ? say("Live", true) : say("Checking every 15 seconds", false));
  const plan = () => { clearTimeout(timer); timer = setTimeout(() => { if (!document.hidden) again(); plan(); }, connected ? 60000 : 15000); };
  const wake = () => { clearTimeout(soon); soon = setTimeout(again, 80); };
  const hear = () => {
    source = new EventSource(urls.live);
    source.addEventListener("live", () => { connected = true; showLine(); wake(); plan(); });
    source.addEventListener("changed", wake);
    source.addEventListener("lost", () => { connected = false; showLine(); plan(); });
    source.addEventListener("enough", () => { connected = false; source.close(); showLine(); plan(); });
    source.addEventListener("error", () => {
      connected = false;
      if (source.readyState === EventSource.CLOSED) { showLine(); setTimeout(hear, 30000); }
      plan();
    });
  };
  addEventListener("pagehide", () => source?.close());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });

  view = TYPES[kept(KEPT)] ? kept(KEPT) : phone.matches ? "day" : "week";
  room.hidden = false;
  calendar = EventCalendar.create(at("calendar"), {
    view: TYPES[view](), date: urls.date, timeZone: zone(), locale: "en-AU", firstDay: 1, headerToolbar: { start: "", center: "", end: "" },
    height: "100%", slotHeight: 28, slotDuration: "00:30", snapDuration: "00:15", scrollTime: "07:00:00", allDaySlot: false, nowIndicator: true,
    loading: (is) => at("calendar").setAttribute("aria-busy", String(is)),
    selectable: true, longPressDelay: 350, eventDragMinDistance: 5, dayMaxEvents: true, lazyFetching: false, resources: resources(),
    noEventsContent: "Nothing in this week.", displayEventEnd: true, dayHeaderFormat: { weekday: "short", day: "numeric" }, slotLabelFormat: { hour: "numeric" },
    views: { dayGridMonth: { dayHeaderFormat: { weekday: "short" }, displayEventEnd: false, selectable: false },
      listWeek: { listDayFormat: { weekday: "long", day: "numeric", month: "long" }, listDaySideFormat: () => "" },
      timeGridWeek: { columnWidth: phone.matches ? "5.5rem" : undefined },
      resourceTimeGridDay: { columnWidth: phone.matches ? "8.5rem" : undefined } },
    eventSources: [{ events: read }], eventContent: content,
    datesSet: (info) => { range0 = `${info.startStr.slice(0, 10)}T00:00`; range1 = `${info.endStr.slice(0, 10)}T00:00`; bar(); },
    eventClick: opened, dateClick: tapped,
    select: async (info) => { calendar.unselect(); await afterTap(info.jsEvent); empty(info.startStr.slice(0, 16), info.endStr.slice(0, 16), info.resource?.id ?? (staff.length === 1 ? staff[0].id : null)); },
    eventDragStart: () => { dragging = true; }, eventDragStop: () => { dragging = false; },
    eventResizeStart: () => { dragging = true; }, eventResizeStop: () => { dragging = false; },
    eventDrop: dropped, eventResize: resized,
  });
  hear();
  plan();
})();
