"use strict";
// The drawing follows what is chosen and typed. Without this file it shows what is saved.
(() => {
  const form = document.getElementById("form"), drawing = document.getElementById("preview");
  const part = (name) => drawing.querySelectorAll(`[data-${name}]`);
  const channel = (c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  const bright = (colour) => [.2126, .7152, .0722].reduce((sum, share, n) => sum + share * channel(parseInt(colour.slice(1 + 2 * n, 3 + 2 * n), 16) / 255), 0);
  const short = (words) => (words.length > 26 ? `${words.slice(0, 25)}…` : words);
  form.addEventListener("input", () => {
    const { colour, side, avatar, greeting } = form.elements, name = drawing.dataset.name, dark = bright(colour.value) > .18;
    for (const one of part("fill")) one.setAttribute("fill", colour.value);
    for (const one of part("ink")) one.setAttribute("fill", dark ? "#000" : "#fff");
    for (const one of part("line")) one.setAttribute("stroke", dark ? "#000" : "#fff");
    for (const one of part("avatar")) one.textContent = avatar.value.trim() || name[0].toUpperCase();
    for (const one of part("greeting")) one.textContent = short(greeting.value.trim() || `Hi! I'm ${name}'s assistant, an AI.`);
    for (const one of part("button")) one.setAttribute("transform", `translate(${side.value === "left" ? 0 : 200} 0)`);
    document.getElementById("colour-hint").textContent = dark ? "Words on this colour are black, as white would be too faint." : "Words on this colour are white.";
  });
})();
