// Asking the server: JSON there and back, and what went wrong in words.
export async function ask(path, body, signal) {
  let answer;
  try {
    answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") return null;
    throw new Error("The workbench does not answer. Is offramp serve still running?");
  }
  if (answer.status === 204) return null;
  const text = await answer.text();
  let found;
  try { found = JSON.parse(text); } catch { found = { detail: text }; }
  if (!answer.ok) throw new Error(words(found.detail));
  return found;
}

function words(detail) {
  if (Array.isArray(detail)) return detail.map((fault) => `${fault.loc?.at(-1) ?? ""}: ${fault.msg}`).join("; ");
  return detail || "That did not work.";
}
