// The editor: the text is the truth; the form writes into it, and every pause has it checked.
import { ask } from "./asking.js";

const text = document.getElementById("text");
const numbers = document.getElementById("lines");
const faults = document.getElementById("faults");
const keep = document.getElementById("keep");
const state = document.getElementById("state");
const tab = crypto.randomUUID?.() ?? String(Math.random());
const REST = 350; // milliseconds without a key before the text is checked
const make = (name, words, more = {}) => Object.assign(document.createElement(name), { textContent: words, ...more });
let wrong = new Set();
let timer = null;

function count() {
  const lines = text.value.split("\n").length;
  numbers.replaceChildren(...Array.from({ length: lines }, (_, i) => (wrong.has(i + 1) ? make("b", `${i + 1}\n`) : `${i + 1}\n`)));
  numbers.scrollTop = text.scrollTop;
}

function to(line) {
  const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const end = text.value.indexOf("\n", before);
  text.focus();
  text.setSelectionRange(before, end < 0 ? text.value.length : end);
  text.scrollTop = (line - 4) * parseFloat(getComputedStyle(text).lineHeight);
}

async function check() {
  state.textContent = "Checking…";
  try {
    const found = await ask("/api/drafts/check", { text: text.value, name: keep.elements.name.value || "draft", tab });
    if (!found) return;
    wrong = new Set(found.problems.map((problem) => problem.line));
    faults.replaceChildren(...found.problems.map((problem) => {
      const item = make("li", "");
      const button = make("button", problem.text, { type: "button" });
      button.addEventListener("click", () => to(problem.line || 1));
      item.append(button);
      return item;
    }));
    state.textContent = found.valid ? "No faults." : `${found.problems.length} fault${found.problems.length === 1 ? "" : "s"}: the same that offramp check would tell.`;
    state.dataset.valid = found.valid ? "yes" : "no";
    keep.querySelector("button").disabled = !found.valid;
    if (found.valid) fields(found.fields);
    count();
    await difference();
  } catch (error) {
    state.textContent = error.message;
  }
}

async function difference() {
  const found = await ask("/api/drafts/difference", { text: text.value, like: document.getElementById("like").value });
  const kinds = { "+": "ins", "-": "del" };
  const lines = found.lines.length ? found.lines : ["Nothing differs."];
  document.getElementById("diff").replaceChildren(...lines.map((line) => make(kinds[line[0]] ?? "div", line)));
}

function fields(found) {
  const box = document.getElementById("fields");
  if (box.contains(document.activeElement)) return;
  box.replaceChildren(...found.map(row));
  find();
}

function row(told) {
  const set = make("fieldset", "", { className: "knob" });
  set.append(make("legend", told.label));
  if (told.question && told.question !== told.label) set.append(make("p", told.question, { className: "note" }));
  const inputs = told.values.map((value, i) => {
    const label = make("label", `${told.of[i]} `);
    const number = typeof value === "number";
    const input = make("input", "", { type: number ? "number" : "text", value, step: "any" });
    input.addEventListener("change", () => put(told.place, inputs.map((each) => (each.type === "number" ? Number(each.value) : each.value))));
    label.append(input);
    set.append(label, " ");
    return input;
  });
  set.append(make("span", told.unit ?? "", { className: "note" }));
  if (told.line) {
    const go = make("button", `line ${told.line}`, { type: "button", className: "quiet small" });
    go.setAttribute("aria-label", `Go to line ${told.line}, ${told.label}`);
    go.addEventListener("click", () => to(told.line));
    set.append(" ", go);
  }
  return set;
}

async function put(place, values) {
  try {
    const found = await ask("/api/drafts/change", { text: text.value, place, values });
    text.value = found.text;
    count();
    check();
  } catch (error) {
    state.textContent = error.message;
  }
}

function find() {
  const wanted = document.getElementById("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const set of document.querySelectorAll("#fields fieldset")) {
    const all = set.textContent.toLowerCase();
    set.hidden = !wanted.every((word) => all.includes(word));
  }
}

text.addEventListener("input", () => {
  count();
  clearTimeout(timer);
  timer = setTimeout(check, REST);
});
text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
document.getElementById("find").addEventListener("input", find);
document.getElementById("like").addEventListener("change", difference);
keep.addEventListener("submit", async (event) => {
  event.preventDefault();
  const complaint = keep.querySelector(".complaint");
  complaint.textContent = "";
  const name = keep.elements.name.value;
  const over = name === keep.dataset.own && keep.dataset.over ? keep.dataset.over : null;
  if (over && !confirm(`Replace your file ${name}.yaml?`)) return;
  try {
    const found = await ask("/api/drafts/save", { text: text.value, name, over });
    location.assign(found.page);
  } catch (error) {
    complaint.textContent = error.message;
  }
});
count();
check();
