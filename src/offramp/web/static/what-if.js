// What if: reads the controls, asks for the answer at every move and for the spread once the hand rests.
import { ask } from "./asking.js";

const bench = document.getElementById("bench");
const answer = document.getElementById("answer");
const form = document.getElementById("knobs");
const field = (name) => answer.querySelector(`[data-field="${name}"]`);
const war = encodeURIComponent(bench.dataset.war);
const tab = crypto.randomUUID?.() ?? String(Math.random());
const knobs = [...form.querySelectorAll(".knob")];
const moved = new Map();
let bands = {};
const REST = 700; // milliseconds without a move before the spread is asked for

// where a slider stands, from 0 to 100, and the number it stands for
function scale(knob) {
  const [low, high] = [Number(knob.dataset.low), Number(knob.dataset.high)];
  if (!knob.dataset.log) return { to: (s) => low + (s / 100) * (high - low), from: (v) => ((v - low) / (high - low)) * 100 };
  return {
    to: (s) => low * (high / low) ** (s / 100),
    from: (v) => (Math.log(v / low) / Math.log(high / low)) * 100,
  };
}

function put(knob, value) {
  const control = knob.querySelector("input, select");
  if (knob.dataset.kind === "switch") control.checked = value >= 0.5;
  else if (knob.dataset.kind === "choice") control.value = [...control.options].find((o) => Number(o.value) === value)?.value ?? control.value;
  else control.value = scale(knob).from(value);
  tell(knob, value);
}

function read(knob) {
  const control = knob.querySelector("input, select");
  if (knob.dataset.kind === "switch") return control.checked ? 1 : 0;
  if (knob.dataset.kind === "choice") return Number(control.value);
  return Number(scale(knob).to(Number(control.value)).toPrecision(6));
}

function tell(knob, value) {
  const words = knob.dataset.kind === "switch" ? (value >= 0.5 ? "yes" : "no") : String(Number(value.toPrecision(3)));
  knob.querySelector("output").textContent = words;
  const control = knob.querySelector("input[type=range]");
  if (control) control.setAttribute("aria-valuetext", words);
  knob.classList.toggle("moved", moved.has(knob.dataset.path));
}

const claims = () => [...form.querySelectorAll("input[name=claim]:checked")].map((box) => box.value);

function question() {
  return {
    tab,
    pins: Object.fromEntries(moved),
    claims: claims(),
    policy: form.querySelector("#policy").value,
    base: form.querySelector("#base").value,
  };
}

function rows(name, found) {
  answer.querySelector(`[data-rows="${name}"]`).replaceChildren(...found.map((row) => {
    const line = document.createElement("tr");
    line.append(...row.map((cell, i) => {
      const box = document.createElement(i ? "td" : "th");
      if (!i) box.scope = "row";
      box.textContent = cell;
      return box;
    }));
    return line;
  }));
}

function paint() {
  for (const path of answer.querySelectorAll("path.band")) path.setAttribute("d", bands[path.dataset.outcome] ?? "");
}

function show(found) {
  for (const name of ["title", "lead", "bargain_title"]) field(name).textContent = found[name];
  if (!found.possible) field("lead").textContent += " The record of the war could not have happened in this set of assumptions; it starts as the file says.";
  for (const [outcome, svg] of Object.entries(found.panels)) answer.querySelector(`[data-panel="${outcome}"]`).innerHTML = svg;
  field("bargain").innerHTML = found.bargain;
  rows("blocks", found.blocks);
  rows("course", found.course);
  paint();
  for (const knob of knobs) if (!moved.has(knob.dataset.path)) put(knob, found.values[knob.dataset.path] ?? Number(knob.dataset.start));
}

let count = 0;
async function solve() {
  const mine = ++count;
  answer.setAttribute("aria-busy", "true");
  answer.classList.add("busy");
  const complaint = answer.querySelector(".complaint");
  const begun = performance.now();
  try {
    const found = await ask(`/api/wars/${war}/what-if`, question());
    if (mine !== count || !found) return;
    complaint.textContent = "";
    show(found);
    answer.dataset.took = Math.round(performance.now() - begun);
  } catch (error) {
    if (mine !== count) return;
    complaint.textContent = error.message;
  }
  answer.dataset.answered = Number(answer.dataset.answered ?? 0) + 1;
  answer.setAttribute("aria-busy", "false");
  answer.classList.remove("busy");
}

let flight = null;
async function spread() {
  flight?.abort();
  flight = new AbortController();
  const { signal } = flight;
  const pinned = moved.size + claims().length;
  const words = (text) => { field("band").textContent = text; };
  try {
    const answered = await fetch(`/api/wars/${war}/spread`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question()), signal,
    });
    const reader = answered.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) heard(JSON.parse(line), pinned, words);
    }
  } catch (error) {
    if (error.name !== "AbortError") words("the spread could not be solved");
  }
}

function heard(told, pinned, words) {
  const before = "spread before your change";
  if (told.error) words(told.error);
  else if (!told.bands) words(`${pinned ? `${before}; with it:` : `${before}:`} ${told.done} of ${told.of} solved`);
  else {
    bands = told.bands;
    paint();
    const sets = told.run ? `the ${told.of} sets of assumptions of the run ${told.run}` : `${told.of} sets of assumptions`;
    const count = told.effective < 9.95 ? told.effective : Math.round(told.effective);
    words(`${pinned ? "spread with your change" : before}: ${sets}, which count as ${count}${bench.dataset.record ? " once weighed by the record" : ""}`);
    answer.dataset.spread = pinned ? "pinned" : "before";
  }
}

let rest = null;
function changed() {
  form.querySelector("#reset").disabled = !moved.size && !claims().length;
  if (answer.dataset.spread === "pinned") field("band").textContent = "spread with your last change";
  solve();
  flight?.abort();
  clearTimeout(rest);
  rest = setTimeout(spread, REST);
}

form.addEventListener("input", (event) => {
  const knob = event.target.closest(".knob");
  if (knob) {
    moved.set(knob.dataset.path, read(knob));
    tell(knob, read(knob));
  } else if (event.target.id === "reading") {
    const chosen = event.target.selectedOptions[0];
    const adopted = JSON.parse(chosen.dataset.claims ?? "[]");
    for (const box of form.querySelectorAll("input[name=claim]:enabled")) box.checked = adopted.includes(box.value);
  } else if (event.target.name === "claim") {
    const reading = form.querySelector("#reading");
    if (reading) reading.value = "own";
  } else if (event.target.id === "find") {
    find(event.target.value);
    return;
  }
  changed();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.querySelector("#reset").addEventListener("click", () => {
  moved.clear();
  for (const box of form.querySelectorAll("input[name=claim]")) box.checked = false;
  const reading = form.querySelector("#reading");
  if (reading) reading.value = "";
  for (const knob of knobs) put(knob, Number(knob.dataset.start));
  changed();
});

function find(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const knob of document.querySelectorAll("#more .knob")) {
    const all = `${knob.dataset.path} ${knob.textContent}`.toLowerCase();
    knob.hidden = !wanted.every((word) => all.includes(word));
  }
}

for (const knob of knobs) put(knob, Number(knob.dataset.start));
addEventListener("pagehide", () => flight?.abort());
solve();
spread();
