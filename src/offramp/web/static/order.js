// The form that asks for a run, and goes to its page.
import { ask } from "./asking.js";

const form = document.getElementById("order");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const complaint = form.querySelector(".complaint");
  complaint.textContent = "";
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const given = new FormData(form);
    const found = await ask("/api/runs", {
      war: form.dataset.war,
      worlds: Number(given.get("worlds")),
      seed: Number(given.get("seed")),
      argument: given.get("argument") === "on",
    });
    location.assign(found.page);
  } catch (error) {
    complaint.textContent = error.message;
    button.disabled = false;
  }
});
