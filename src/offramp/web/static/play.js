// A match: its setup and choices stand in the address; the server plays them again and tells where it stands.
import { ask } from "./asking.js";

const form = document.getElementById("setup");
const table = document.getElementById("table");
const complaint = document.querySelector("main > .complaint");
const field = (name) => table.querySelector(`[data-field="${name}"]`);
let choices = [];
let last = null;

function sitting() {
  const given = new FormData(form);
  return {
    side: given.get("side"), policy: given.get("policy"), seed: Number(given.get("seed")), months: Number(given.get("months")),
    every: Number(given.get("every")), choices,
  };
}

function remember() {
  const { side, policy, seed, months, every } = sitting();
  const words = new URLSearchParams({ side, policy, seed, months, every, choices: choices.join(",") });
  history.replaceState(null, "", `?${words}`);
}

async function go(focus) {
  complaint.textContent = "";
  table.setAttribute("aria-busy", "true");
  for (const button of table.querySelectorAll("button, select")) button.disabled = true;
  try {
    last = await ask(`/api/wars/${encodeURIComponent(form.dataset.war)}/play`, sitting());
    remember();
    show(last);
    if (focus) (last.over ? document.querySelector("#debriefing h2") : field("month")).focus();
  } catch (error) {
    complaint.textContent = error.message;
  }
  table.setAttribute("aria-busy", "false");
  for (const button of table.querySelectorAll("button, select")) button.disabled = false;
}

function choose(code) {
  choices.push(code);
  go(true);
}

const make = (name, words, more = {}) => Object.assign(document.createElement(name), { textContent: words, ...more });

function show(told) {
  table.hidden = false;
  field("month").textContent = told.over ? `The match ended in month ${Math.min(told.month + 1, told.months)}` : `Month ${told.month + 1} of ${told.months}`;
  field("words").textContent = told.state.words;
  field("front").innerHTML = told.state.front ?? "";
  ["a", "b"].forEach((side, i) => {
    field(`you-${side}`).textContent = side === told.side ? "(you)" : "";
    field(`rung-${side}`).textContent = told.state.rungs?.[i] ?? "";
    const level = told.state.capacity?.[i];
    field(`capacity-${side}`).textContent = level === undefined ? "" : `${level} of ${told.state.top}`;
    const marks = level === undefined ? [] : Array.from({ length: told.state.top }, (_, n) => make("i", "", { className: n < level ? "full" : "" }));
    field(`levels-${side}`).replaceChildren(...marks);
  });
  field("told").replaceChildren(...told.told.map(month));
  document.getElementById("asked").hidden = told.over;
  field("question").textContent = told.question;
  options(told);
  debriefing(told.debriefing);
}

function month(told) {
  const item = make("li", "");
  item.append(make("strong", `Month ${told.month + 1}`));
  for (const event of told.events) {
    const line = make("div", event.words);
    line.dataset.who = event.who;
    item.append(line);
  }
  return item;
}

function options(told) {
  const hints = form.elements.hints.checked;
  const offers = told.options.filter((option) => option.package);
  field("offer").hidden = !offers.length;
  if (offers.length) {
    const packages = [...new Set(offers.map((option) => option.package))];
    field("package").replaceChildren(...packages.map((name) => make("option", name, { value: name })));
    lines(offers);
    field("package").onchange = () => lines(offers);
    field("put").onclick = () => choose(field("line").value);
  }
  const others = told.options.filter((option) => !option.package && (hints || option.code !== "offer:lottery"));
  field("options").replaceChildren(...others.map((option) => {
    const item = make("li", "");
    const button = make("button", option.words, { type: "button" });
    button.dataset.code = option.code;
    if (hints && option.code === told.best) item.classList.add("hint");
    button.addEventListener("click", () => choose(option.code));
    item.append(button);
    return item;
  }));
  field("hint").textContent = hints && told.best_words ? `The equilibrium: ${told.best_words}.` : "";
}

function lines(offers) {
  const found = offers.filter((option) => option.package === field("package").value);
  field("line").replaceChildren(...found.map((option) => make("option", option.line, { value: option.code })));
  field("line").selectedIndex = Math.floor(found.length / 2);
}

function rows(name, found) {
  field(name).hidden = !found.length;
  field(name).querySelector("tbody").replaceChildren(...found.map((row) => {
    const line = make("tr", "");
    line.append(...row.map((cell, i) => (i ? make("td", cell) : make("th", cell, { scope: "row" }))));
    return line;
  }));
}

function debriefing(told) {
  document.getElementById("debriefing").hidden = !told;
  if (!told) return;
  field("sentences").replaceChildren(...told.sentences.map((words) => make("p", words)));
  rows("slips", told.slips);
  rows("missed", told.missed);
  rows("along", told.along);
  rows("stayed", told.stayed);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  choices = [];
  go(true);
});
// a patron begins with a policy and chooses again every so many months; a side may be shown its best choice
function role() {
  const patron = Boolean(form.elements.side.selectedOptions[0]?.dataset.patron);
  for (const part of form.querySelectorAll("[data-only]")) part.hidden = (part.dataset.only === "patron") !== patron;
  form.querySelector("[data-field=under]").textContent = patron ? "Begin with the policy" : "Under the policy";
}
form.elements.side.addEventListener("change", role);
form.elements.hints.addEventListener("change", () => last && options(last));

role();
const kept = new URLSearchParams(location.search);
if (kept.has("side")) {
  for (const name of ["side", "policy", "seed", "months", "every"]) if (kept.has(name)) form.elements[name].value = kept.get(name);
  choices = (kept.get("choices") ?? "").split(",").filter(Boolean);
  role();
  go(false);
}
