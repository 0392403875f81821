"use strict";
// Keeps the page as the server would draw it now, without disturbing what a person is typing, reading or has opened.

const announcer = document.getElementById("announcer");
const live = document.getElementById("live");
const key = (element) => element.dataset.key ?? element.dataset.part;

function localTimes(root) {
  const today = new Date().toDateString();
  for (const time of root.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const day = at.toDateString() === today ? {} : { weekday: "short", day: "numeric", month: "short" };
    time.textContent = at.toLocaleString("en-AU", { ...day, hour: "numeric", minute: "2-digit" });
    time.title = at.toLocaleString("en-AU");
  }
}

function toEnd(texts) {
  texts.scrollTop = texts.scrollHeight;
}

const drawn = new Map(); // what the server last sent for each part, to see what really changed

function remember(root) {
  for (const part of root.querySelectorAll("[data-part]")) drawn.set(part.dataset.part, part.innerHTML);
}

function announce(fresh, old) {
  const known = new Set([...old.children].map((item) => item.dataset.sid));
  for (const item of fresh.children) {
    if (item.dataset.sid && !known.has(item.dataset.sid)) {
      item.classList.add("new");
      announcer.textContent = item.querySelector(".bubble").textContent;
      old.closest("details:not([open])")?.classList.add("unread");
    }
  }
}

function updateParts(fresh) {
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const old = document.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
    if (!old || drawn.get(part.dataset.part) === part.innerHTML) continue;
    drawn.set(part.dataset.part, part.innerHTML);
    const atEnd = old.scrollHeight - old.scrollTop - old.clientHeight < 60;
    const isTexts = old.classList.contains("texts");
    if (isTexts) announce(part, old);
    localTimes(part);
    old.replaceChildren(...part.cloneNode(true).childNodes);
    if (isTexts && atEnd) toEnd(old);
  }
}

function updateList(fresh, old) {
  const wanted = [...fresh.children].filter((child) => child.dataset.key);
  const wantedKeys = new Set(wanted.map(key));
  for (const child of [...old.children]) if (!wantedKeys.has(key(child))) child.remove();
  wanted.forEach((child, index) => {
    let mine = [...old.children].find((other) => key(other) === key(child));
    if (!mine) {
      mine = child.cloneNode(true);
      remember(mine);
      if (mine.matches("details.thread") && old.children.length) mine.open = false;
      localTimes(mine);
      const texts = mine.querySelectorAll(".bubble");
      if (texts.length) announcer.textContent = texts[texts.length - 1].textContent;
    }
    if (old.children[index] !== mine && !mine.contains(document.activeElement)) {
      old.insertBefore(mine, old.children[index] ?? null);
    }
    for (const texts of mine.querySelectorAll(".texts")) if (!texts.dataset.seen) toEnd(texts);
    for (const texts of mine.querySelectorAll(".texts")) texts.dataset.seen = "yes";
  });
}

function merge(fresh) {
  for (const list of fresh.querySelectorAll("[data-list]")) {
    const old = document.querySelector(`[data-list="${CSS.escape(list.dataset.list)}"]`);
    if (old) updateList(list, old);
  }
  updateParts(fresh);
}

let running = false;
let again = false;

async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    const answer = await fetch("/");
    if (answer.ok) merge(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // the stream below says when the server is back
  }
  running = false;
  if (again) {
    again = false;
    setTimeout(refresh, 100);
  }
}

async function send(form) {
  const problem = form.querySelector(".problem");
  const body = form.elements.body;
  const fields = new FormData(form);
  const typed = body.value;
  if (!typed.trim()) return;
  problem.textContent = "";
  body.value = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) });
    const said = await answer.json();
    if (answer.ok) return;
    problem.textContent = said.error;
  } catch {
    problem.textContent = "Not sent: the simulator does not answer. Your text is kept.";
  }
  body.value ||= typed;
}

async function call(form) {
  const problem = form.querySelector(".problem");
  problem.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const said = await answer.json();
    if (!answer.ok) problem.textContent = said.error;
    else announcer.textContent = `The call is over. ${said.said.join(" ")}`;
  } catch {
    problem.textContent = "Not called: the simulator does not answer.";
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-call]")) {
    event.preventDefault();
    call(event.target);
    return;
  }
  if (!event.target.matches("[data-compose], [data-reply]")) return;
  event.preventDefault();
  send(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-to]");
  if (!chip) return;
  event.preventDefault();
  document.getElementById("to").value = chip.dataset.to;
  document.getElementById("body").focus();
});

document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.open || !event.target.matches(".thread")) return;
    event.target.classList.remove("unread");
    toEnd(event.target.querySelector(".texts"));
  },
  true,
);

remember(document);
localTimes(document);
document.querySelectorAll(".texts").forEach((texts) => {
  texts.dataset.seen = "yes";
  toEnd(texts);
});
const stream = new EventSource("/phones/events");
stream.addEventListener("change", refresh);
stream.addEventListener("open", () => {
  live.hidden = false;
  live.textContent = "Live";
  live.classList.remove("off");
});
stream.addEventListener("error", () => {
  live.textContent = "Not connected";
  live.classList.add("off");
});
