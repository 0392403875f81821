"use strict";
// The preview follows what is chosen and typed, and a trial's answer appears as it comes. Without this file buttons do both.
(() => {
  const form = document.querySelector("form[data-preview]"), preview = document.getElementById("preview");
  if (form && preview) {
    document.getElementById("show").remove(); // so that Enter saves
    let soon, asked = 0;
    const show = async () => {
      const mine = ++asked;
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
      if (!answer?.ok || mine !== asked) return; // what is shown stays
      preview.innerHTML = await answer.text();
    };
    form.addEventListener("input", (event) => {
      if (!["greeting", "text_style", "kind"].includes(event.target.name)) return;
      clearTimeout(soon);
      soon = setTimeout(show, event.target.name === "greeting" ? 300 : 0);
    });
  }

  const trial = document.getElementById("trial");
  if (!trial) return;
  const status = () => trial.querySelector("[data-part]")?.dataset.status;
  const look = document.getElementById("look");
  if (look) look.hidden = true;
  let tries = 0;
  const read = async () => {
    if (status() !== "waiting" || tries++ > 90) { if (look) look.hidden = status() !== "waiting"; return; }
    const answer = document.hidden ? null : await fetch(trial.dataset.read, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) {
      const words = await answer.text();
      if (words !== trial.dataset.shown) { trial.dataset.shown = words; trial.innerHTML = words; }
    }
    if (status() !== "waiting") document.getElementById("newest")?.scrollIntoView({ block: "nearest" });
    setTimeout(read, tries < 20 ? 700 : 2000);
  };
  setTimeout(read, 300);
})();
