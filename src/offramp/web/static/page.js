// What every page does: the theme button, terms explained on demand, drawings saved as pictures.
import { save } from "./picture.js";

const root = document.documentElement;
document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* only not remembered */ }
});

const box = document.getElementById("explained");
const words = document.getElementById("words").content;
let asked = null;
const close = () => {
  box.hidden = true;
  if (asked) asked.setAttribute("aria-expanded", "false");
  asked = null;
};
document.addEventListener("click", (event) => {
  const term = event.target.closest("button.term");
  if (!term || term === asked) { if (!box.contains(event.target)) close(); return; }
  close();
  const entry = words.querySelector(`[data-key="${CSS.escape(term.dataset.term)}"]`);
  if (!entry) return;
  box.replaceChildren(...entry.cloneNode(true).childNodes);
  box.hidden = false;
  asked = term;
  term.setAttribute("aria-expanded", "true");
  term.after(box);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !asked) return;
  const term = asked;
  close();
  term.focus();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-save]");
  if (button) save(button.closest("figure"), button.dataset.save);
});
