"use strict";
// Working hours: rows that come and go at a tap. Blocked times: only the fields of the chosen rhythm. Without this file
// each day has one spare row, emptied rows are none, and fields of another rhythm are left aside.
(() => {
  const quiet = (words, label) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = words;
    if (label) button.setAttribute("aria-label", label);
    return button;
  };
  const inputs = (row) => [...row.querySelectorAll("input")];

  for (const day of document.querySelectorAll(".stretches[data-day]")) {
    const name = day.querySelector("legend").textContent;
    const rows = () => [...day.querySelectorAll(".stretch")];
    const spare = rows().at(-1).cloneNode(true);
    const removable = (row) => {
      const button = quiet("✕", `Remove this stretch of ${name}`);
      button.addEventListener("click", () => { row.remove(); add.focus(); });
      row.append(button);
    };
    const add = quiet("+ Add hours", `Add hours on ${name}`);
    add.addEventListener("click", () => {
      const row = spare.cloneNode(true), n = 1 + Math.max(-1, ...rows().flatMap(inputs).map((one) => Number(one.name.split("-")[2])));
      for (const input of inputs(row)) {
        const side = input.name.split("-")[0];
        input.name = `${side}-${day.dataset.day}-${n}`;
        input.value = "";
        input.setAttribute("aria-label", `${name} ${side === "opens" ? "from" : "to"}, stretch ${rows().length + 1}`);
      }
      removable(row);
      add.before(row);
      inputs(row)[0].focus();
    });
    if (inputs(rows().at(-1)).every((one) => !one.value)) rows().at(-1).remove();
    rows().forEach(removable);
    day.append(add);
  }

  const frequency = document.getElementById("frequency");
  if (!frequency) return;
  const show = () => {
    for (const part of document.querySelectorAll("[data-only]")) part.hidden = part.dataset.only !== frequency.value;
  };
  frequency.addEventListener("change", show);
  show();
})();
