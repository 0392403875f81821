"use strict";
// Keeps an open page true: reads its part again when the server says that something changed, and by itself now and
// then. Without this file the pages work; they only have to be reloaded.
(() => {
  const live = document.getElementById("live");
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button) setTimeout(() => { button.disabled = true; }); // after the form's data was taken
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (!live) return;

  const line = document.getElementById("line");
  const news = document.getElementById("news");
  const POLL = 15000, CALM = 60000, AGAIN = 30000;
  let connected = false, reading = false, again = false, timer, soon, source;

  const say = (words, good) => {
    line.hidden = false;
    line.textContent = words;
    line.classList.toggle("good", good);
  };
  const showLine = () => (connected ? say("Live", true) : say("Checking every 15 seconds", false));

  const tell = (before, after) => {
    const more = Number(after.dataset.pending) - Number(before.dataset.pending);
    if (more > 0) news.textContent = more === 1 ? "One new request" : `${more} new requests`;
    if (after.dataset.pending) document.title = document.title.replace(/^(\(\d+\) )?/, Number(after.dataset.pending) ? `(${after.dataset.pending}) ` : "");
    if (after.dataset.status !== before.dataset.status) news.textContent = `Now: ${after.dataset.status}`;
  };

  // a form that somebody has open stays open, with what they typed and where they are in it
  const swap = (part) => {
    const at = document.activeElement, caret = [at?.selectionStart, at?.selectionEnd];
    const open = [...live.querySelectorAll("details[open]")].map((one) => one.id);
    const typed = [...live.querySelectorAll("input[id], textarea[id]")].map((one) => [one.id, one.value, one.checked]);
    live.replaceChildren(part);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, value, checked] of typed) { const input = document.getElementById(id); if (input) Object.assign(input, { value, checked }); }
    const again = at?.id && document.getElementById(at.id);
    if (again) { again.focus({ preventScroll: true }); again.setSelectionRange?.(...caret); }
  };

  const plan = () => { clearTimeout(timer); timer = setTimeout(() => (document.hidden ? plan() : read()), connected ? CALM : POLL); };

  const read = async () => {
    if (reading) { again = true; return; }
    reading = true;
    try {
      const answer = await fetch(live.dataset.read, { redirect: "manual", headers: { Accept: "text/html" } });
      if (answer.type === "opaqueredirect") { location.reload(); return; } // signed out
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const before = live.querySelector("[data-part]"), after = page.querySelector("[data-part]");
      if (after && after.outerHTML !== live.dataset.shown) {
        live.dataset.shown = after.outerHTML;
        tell(before, after);
        swap(after);
      }
      showLine();
    } catch {
      say("No connection: this may be out of date", false);
    } finally {
      reading = false;
      if (again) { again = false; read(); } else plan();
    }
  };

  const wake = () => { clearTimeout(soon); soon = setTimeout(read, 80); };
  const hear = () => {
    source = new EventSource(live.dataset.live);
    source.addEventListener("live", () => { connected = true; showLine(); wake(); });
    source.addEventListener("changed", wake);
    source.addEventListener("lost", () => { connected = false; showLine(); plan(); });
    source.addEventListener("enough", () => { connected = false; source.close(); showLine(); plan(); });
    source.addEventListener("error", () => {
      connected = false;
      if (source.readyState === EventSource.CLOSED) { showLine(); setTimeout(hear, AGAIN); }
      plan();
    });
  };
  addEventListener("pagehide", () => source?.close());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) read(); });
  hear();
  plan();
})();
