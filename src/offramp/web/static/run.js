// A run, live: what the server tells of it, and the two buttons.
import { ask } from "./asking.js";

const box = document.getElementById("run");
const path = `/api/runs/${encodeURIComponent(box.dataset.run)}`;
const field = (name) => box.querySelector(`[data-field="${name}"]`);
const complaint = box.querySelector(".complaint");
let stream = null;

function clock(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function show(run) {
  field("words").textContent = run.words;
  field("words").dataset.state = run.state;
  field("done").textContent = run.done;
  field("worlds").textContent = run.worlds;
  field("step").textContent = run.state === "queued" && run.ahead ? `${run.ahead} before it` : run.step;
  field("left").textContent = run.state === "running" && run.left ? `, about ${clock(run.left)} left` : "";
  field("reason").textContent = run.reason;
  field("reason").hidden = !run.reason;
  const bar = box.querySelector("progress");
  bar.max = run.worlds || 1;
  bar.value = run.done;
  box.querySelector("[data-do=stop]").hidden = !run.can_stop;
  box.querySelector("[data-do=resume]").hidden = !run.can_resume;
  const was = box.dataset.live;
  box.dataset.live = run.live ? "yes" : "no";
  if (was === "yes" && run.state === "complete") location.reload();
}

function watch() {
  stream?.close();
  stream = new EventSource(`${path}/events`);
  stream.addEventListener("message", (event) => {
    const run = JSON.parse(event.data);
    show(run);
    if (!run.live) stream.close();
  });
}

box.addEventListener("click", async (event) => {
  const what = event.target.dataset?.do;
  if (!what) return;
  complaint.textContent = "";
  try {
    show(await ask(`${path}/${what}`, {}));
    watch();
  } catch (error) {
    complaint.textContent = error.message;
  }
});
if (box.dataset.live === "yes") watch();
addEventListener("pagehide", () => stream?.close());
