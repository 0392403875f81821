// CoreSentia's chat button. One line in a page shows it; docs/chat-widget.md says what else that line can say.
// Nothing is fetched before the first click. The one global is `CoreSentia`: { open(token?), close(token?) }.
(() => {
  "use strict";
  const script = document.currentScript;
  const { business: token, colour = "#166534", side = "right", label = "Chat with us" } = script?.dataset ?? {};
  if (!token) return;
  const known = (window.CoreSentia ??= { widgets: new Map(), open: (of) => act(of, true), close: (of) => act(of, false) });
  if (known.widgets.has(token)) return;

  const edge = new URL(script.src).origin;
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const important = (element, rules) => { for (const [name, value] of Object.entries(rules)) element.style.setProperty(name, value, "important"); };
  // the page's own rules must not reach us, nor ours the page
  important(host, { all: "initial", position: "fixed", inset: "0", "pointer-events": "none", "z-index": "2147483000", display: "block", visibility: "visible", opacity: "1" });

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { color-scheme: light }
    button, iframe { position: absolute; ${side === "left" ? "left" : "right"}: 20px; pointer-events: auto; border: 0; box-sizing: border-box }
    button { bottom: ${20 + 72 * known.widgets.size}px; width: 60px; height: 60px; border-radius: 30px; padding: 15px; color: #fff; cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / .25) }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #1d4ed8 }
    button i { position: absolute; top: -4px; right: -4px; min-width: 22px; padding: 0 6px; border-radius: 11px; box-sizing: border-box; background: #b91c1c; font: 600 13px/22px system-ui, sans-serif }
    iframe { bottom: 20px; width: 384px; height: min(640px, calc(100% - 40px)); border-radius: 16px; background: #fff; box-shadow: 0 8px 40px rgb(0 0 0 / .3) }
    [hidden] { display: none !important }
    @media (max-width: 480px), (max-height: 480px) { iframe { inset: 0; width: 100%; height: 100%; border-radius: 0 } }`);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-expanded", "false");
  button.style.setProperty("background", /^#[0-9a-f]{6}$/i.test(colour) ? colour : "#166534");
  const bright = [.2126, .7152, .0722].reduce((sum, share, n) => sum + share * (parseInt(colour.slice(1 + 2 * n, 3 + 2 * n), 16) / 255) ** 2.2, 0);
  if (bright > .18) button.style.setProperty("color", "#000"); // white would be too faint
  button.innerHTML = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" aria-hidden="true"><path d="M4 5h16v11H10l-5 4v-4H4z"/></svg><i hidden></i>';
  const badge = button.lastElementChild;
  root.append(button);

  let frame, loaded;
  const KEY = `coresentia:${token}`;
  const tell = () => { let kept = null; try { kept = JSON.parse(localStorage.getItem(KEY)); } catch { /* blocked here too */ } frame.contentWindow.postMessage({ coresentia: "kept", kept }, edge); };
  const show = (open) => {
    if (open && !frame) {
      frame = document.createElement("iframe");
      frame.title = label;
      frame.onload = () => { loaded = true; };
      frame.src = `${edge}/chat/${token}?from=${encodeURIComponent(location.origin)}`;
      root.append(frame);
    }
    if (!frame) return;
    frame.hidden = !open;
    button.hidden = open;
    button.setAttribute("aria-expanded", String(open));
    if (open) { badge.hidden = true; frame.focus(); if (loaded) frame.contentWindow.postMessage({ coresentia: "opened" }, edge); } else button.focus();
  };
  button.addEventListener("click", () => show(true));
  addEventListener("message", (event) => {
    if (event.origin !== edge || event.source !== frame?.contentWindow) return;
    const { coresentia: wish, count, kept } = event.data ?? {};
    if (wish === "close") show(false);
    if (wish === "unread" && frame.hidden) { badge.textContent = count; badge.hidden = !count; }
    // where the browser blocks our frame's storage, this page's keeps the session
    if (wish === "keep") try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* it lasts as long as the page */ }
    if (wish === "kept?") tell();
  });
  addEventListener("storage", (event) => { if (event.key === KEY && loaded) tell(); });

  known.widgets.set(token, show);
  function act(of, open) { (of ? known.widgets.get(of) : known.widgets.values().next().value)?.(open); }
  document.documentElement.append(host); // beside the body, so that a page that swaps its body keeps us
})();
