"use strict";
// The chat window. What is on the screen is what the server has, plus what is still on its way to it: kept in this
// browser until the server says that it has it, under an id of its own, so that nothing is lost and nothing is said twice.
(() => {
  const token = location.pathname.split("/").pop();
  const from = new URLSearchParams(location.search).get("from");
  const API = "/chat/v1", POLL = 4000, CALM = 30000, RETRY = [1000, 2000, 5000, 10000, 30000];
  const the = (id) => document.getElementById(id);
  const thread = the("thread"), words = the("words"), scroll = the("scroll");

  // Browsers may block a frame's storage: then the page around us keeps it for us, in its own.
  const KEY = `coresentia:${token}`;
  const store = (() => { try { localStorage.getItem(KEY); return localStorage; } catch { return null; } })();
  let memory = {}, heardOf;
  const kept = (name, other) => { if (store) memory = JSON.parse(store.getItem(KEY) ?? "{}"); return memory[name] ?? other; };
  const keep = (name, value) => {
    kept(name);
    memory[name] = value;
    if (store) store.setItem(KEY, JSON.stringify(memory)); else host({ coresentia: "keep", kept: memory });
  };
  const fromHost = () => new Promise((done) => {
    heardOf = done;
    if (store || parent === window) done();
    host({ coresentia: "kept?" });
    setTimeout(done, 500);
  });

  let session = null, ready = false, newest = 0, seen = 0, opened = true, live = false, reading = false, again = false, tries = 0, sending = false, timer;
  const shown = new Map(); // a message's place on the page, by its number or its own id
  const tabs = "BroadcastChannel" in self ? new BroadcastChannel(KEY) : null;

  const host = (message) => { if (from && parent !== window) parent.postMessage(message, from); };
  const say = (text) => { the("line").hidden = !text; the("line").textContent = text; };

  const ask = async (path, options = {}) => {
    session = kept("session", session); // of tabs that open at once the last one's counts for all: nobody has said anything yet
    const answer = await fetch(API + path, { ...options, headers: { ...(session && { Authorization: `Bearer ${session}` }), ...options.headers } });
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error(problem.detail ?? ""), { status: answer.status, wait: Number(answer.headers.get("Retry-After")) * 1000 });
  };
  const send = (path, body) => ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

  // ---- what is on the screen
  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };
  const bubble = (id, author, text, note) => {
    const item = shown.get(id) ?? thread.appendChild(document.createElement("li"));
    shown.set(id, item);
    item.className = author;
    const who = document.createElement("span");
    who.className = "hidden";
    who.textContent = { you: "You: ", person: "The team: " }[author.split(" ")[0]] ?? "Assistant: ";
    item.replaceChildren(who, text);
    if (note) item.append(Object.assign(document.createElement("small"), { textContent: note }));
    return item;
  };
  const picture = async (item, id) => {
    const image = item.appendChild(document.createElement("img"));
    image.alt = "A picture";
    try { image.src = URL.createObjectURL(await (await ask(`/pictures/${id}`)).blob()); } catch { image.alt = "A picture that could not be loaded"; }
  };
  const choose = (choices) => {
    the("choices").replaceChildren(...choices.map(({ say: answer, words: label }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", () => { the("choices").replaceChildren(); write(answer, label); words.focus(); });
      return button;
    }));
  };
  const show = (page) => {
    const stay = !atEnd();
    the("earlier").hidden ||= !(page.more && newest === 0);
    for (const one of page.messages) {
      if (one.client_id && shown.has(one.client_id)) { shown.set(one.seq, shown.get(one.client_id)); thread.append(shown.get(one.seq)); }
      const item = bubble(one.seq, one.author, one.body, one.author === "person" ? "The team" : "");
      if (one.client_id) shown.set(one.client_id, item);
      for (const id of one.pictures) picture(item, id);
      newest = Math.max(newest, one.seq);
    }
    for (const one of kept("waiting", [])) if (shown.has(one.client_id)) thread.append(shown.get(one.client_id));
    the("typing").hidden = !page.typing && !kept("waiting", []).length;
    choose(page.typing || kept("waiting", []).length ? [] : page.choices);
    if (!stay) toEnd();
    unread();
  };
  const unread = () => {
    if (opened) { seen = newest; keep("seen", seen); }
    host({ coresentia: "unread", count: opened ? 0 : [...shown].filter(([id, item]) => id > seen && !item.classList.contains("you")).length });
  };

  // ---- reading
  const read = async () => {
    if (!ready) return;
    if (reading) { again = true; return; }
    reading = true;
    try {
      show(await (await ask(`/messages?after=${newest}`)).json());
      say("");
      if (!live && newest) listen();
    } catch (error) { await trouble(error); } finally {
      reading = false;
      if (again) { again = false; read(); } else plan();
    }
  };
  const plan = () => { clearTimeout(timer); timer = setTimeout(read, live ? CALM : the("typing").hidden ? POLL * 2 : POLL / 2); };
  const listen = async () => {
    live = true;
    try {
      const reader = (await ask("/events")).body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) if (piece.value.includes("event: changed")) read();
    } catch { /* polling goes on */ }
    live = false;
    plan();
  };
  const trouble = async (error) => {
    if (error.status === 401) { keep("session", session = null); await begin(); return; }
    say(error.status === 429 ? error.message : "No connection. What you write is kept and goes out by itself.");
  };

  // ---- writing
  const write = (body, label) => {
    const one = { client_id: crypto.randomUUID(), body };
    keep("waiting", [...kept("waiting", []), one]);
    bubble(one.client_id, "you waiting", label ?? body, "");
    the("typing").hidden = false;
    choose([]);
    toEnd();
    deliver();
  };
  const deliver = async () => {
    if (sending || !ready) return;
    sending = true;
    try {
      for (let one = kept("waiting", [])[0]; one; one = kept("waiting", [])[0]) {
        if (!shown.has(one.client_id)) bubble(one.client_id, "you waiting", one.body, "");
        try { await send("/messages", one); } catch (error) {
          if (error.status !== 422 && error.status !== 413) throw error;
          bubble(one.client_id, "you failed", one.body, `Not sent: ${error.message}`);
        }
        shown.get(one.client_id).classList.remove("waiting");
        keep("waiting", kept("waiting", []).filter((other) => other.client_id !== one.client_id));
        tries = 0;
        tabs?.postMessage("said");
        read();
      }
    } catch (error) {
      await trouble(error);
      setTimeout(deliver, Math.max(error.wait || 0, RETRY[Math.min(tries++, RETRY.length - 1)]));
    } finally { sending = false; }
  };

  // ---- beginning
  const text = (on, name) => (on ? `Hi! I'm ${name}'s assistant, an AI. What can we do for you?` : `Hi! I'm ${name}'s assistant, an AI. We're closed just now, but I can still book you in. What can we do for you?`);
  const bright = (colour) => { const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)); return .2126 * r + .7152 * g + .0722 * b; };
  const begin = async () => {
    const made = await (await send("/sessions", { token, session: kept("session", null) })).json();
    session = made.session;
    keep("session", session);
    const { colour, avatar, greeting, privacy } = made.look;
    document.documentElement.style.setProperty("--brand", colour);
    document.documentElement.style.setProperty("--on-brand", bright(colour) > .18 ? "#000" : "#fff");
    document.title = `Chat with ${made.name}`;
    the("name").textContent = made.name;
    the("avatar").textContent = avatar;
    the("hours").textContent = made.open_now ? "AI assistant. We're open now." : "AI assistant. We're closed now; it still books you in.";
    the("privacy").textContent = privacy || `You're chatting with an AI. ${made.name} keeps what you write to book you in.`;
    if (!shown.has("hello")) { bubble("hello", "assistant", greeting || text(made.open_now, made.name), ""); thread.prepend(shown.get("hello")); }
  };
  const start = async () => {
    try {
      await fromHost();
      await begin();
      ready = true;
      seen = kept("seen", 0);
      await read();
      deliver();
    } catch (error) {
      if (error.status === 404) { say("There is no chat here."); the("form").hidden = true; return; }
      await trouble(error).catch(() => {});
      setTimeout(start, RETRY[Math.min(tries++, RETRY.length - 1)]);
    }
  };

  the("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const body = words.value.trim();
    if (!body) return;
    words.value = "";
    write(body);
    words.focus();
  });
  words.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); the("form").requestSubmit(); } });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && parent !== window) shut(); });
  const shut = () => { opened = false; unread(); host({ coresentia: "close" }); };
  the("close").hidden = parent === window;
  the("close").addEventListener("click", shut);
  addEventListener("message", (event) => {
    if (event.source !== parent || event.origin !== from) return;
    if (event.data?.coresentia === "kept") { memory = event.data.kept ?? memory; heardOf?.(); if (session) read(); }
    if (event.data?.coresentia === "opened") { opened = true; unread(); words.focus(); }
  });
  addEventListener("online", () => { tries = 0; deliver(); read(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) read(); });
  tabs?.addEventListener("message", read);
  start();
})();
