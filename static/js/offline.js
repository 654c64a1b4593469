// A half-filled request is kept on this phone (IndexedDB) and sent once there is a network, under the form's own key, so
// that sending it again does no harm. [data-offline] holds whose it is and the words; a form with [data-keep] is kept; a
// page that names a key in [data-kept-key] is the answer to what was sent under it.

const box = document.querySelector("[data-offline]");
const { owner, url } = box.dataset;
const form = document.querySelector("form[data-keep]");

/** Run one request on the store of forms and close again: an open connection would hold up its deletion at sign-out. */
function forms(mode, act) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open("sanbao", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("forms", { keyPath: "key" });
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const base = opening.result;
      const work = base.transaction("forms", mode);
      const request = act(work.objectStore("forms"));
      work.oncomplete = () => { base.close(); done(request.result); };
      work.onerror = work.onabort = () => { base.close(); fail(work.error); };
    };
  });
}
const forget = (key) => forms("readwrite", (store) => store.delete(key));

function say(words, address = "") {
  box.textContent = box.dataset[words] ?? "";
  if (!address) return;
  const link = document.createElement("a");
  link.href = address;
  link.textContent = box.dataset.textOpen;
  box.append(" ", link);
}

/** Keep what stands in the form; `step`: the button that was pressed, empty while somebody writes. */
async function keep(step = "") {
  const entries = [...new FormData(form)].filter(([name, value]) =>
    name !== "csrfmiddlewaretoken" && !(value instanceof File && value.size === 0));
  const key = form.elements.request_key.value;
  await forms("readwrite", (store) => store.put({ key, owner, entries, step }));
}

async function post({ entries }, step) {
  const body = new FormData();
  for (const [name, value] of entries) if (name !== "step") body.append(name, value);
  body.set("step", step);
  body.set("csrfmiddlewaretoken", document.querySelector('meta[name="csrf-token"]').content);
  const answer = await fetch(url, { method: "POST", body });
  return { there: answer.url, taken: answer.ok && answer.redirected && !answer.url.includes("/accounts/") };
}

/** Send what waits: what was to be sent is filed, or where that is refused kept as a draft; everything else is kept. */
async function send(entry) {
  let answer = await post(entry, entry.step === "send" ? "send" : "keep");
  if (!answer.taken && entry.step === "send") answer = { ...await post(entry, "keep"), refused: true };
  if (!answer.taken) return say("textFailed");
  await forget(entry.key);
  if (form?.elements.request_key?.value === entry.key) return location.reload();
  const filed = entry.step === "send" && !answer.refused;
  say(filed ? "textSent" : "textDraft", filed ? answer.there : box.dataset.draft.replace("key", entry.key));
}

async function sendAll() {
  const answered = new Set([...document.querySelectorAll("[data-kept-key]")].map((element) => element.dataset.keptKey));
  for (const entry of await forms("readonly", (store) => store.getAll())) {
    // Another person's, left on a shared phone without signing out, is not ours to send or to keep.
    if (entry.owner !== owner || (entry.step && answered.has(entry.key))) await forget(entry.key);
    else if (navigator.onLine) await send(entry);
  }
}

let later;
let waiting = null;
function typed(event) {
  clearTimeout(later);
  const pause = event.target.type === "file" ? 2000 : 400; // photos are made small first
  later = setTimeout(() => keep().then(() => { if (!navigator.onLine) say("textKept"); }).catch(() => {}), pause);
}

function go(submitter) {
  form.dataset.kept = "1";
  form.requestSubmit(submitter);
}

if (form) {
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  document.addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (target !== form) return;
    if (form.dataset.kept) { delete form.dataset.kept; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(later);
    try {
      await keep(submitter?.value || "keep");
    } catch {
      return go(submitter); // no store, as in a private window: a plain form
    }
    if (navigator.onLine) return go(submitter);
    waiting = submitter;
    say("textKept");
  }, true);
}
addEventListener("offline", () => say(form ? "textAway" : "textOffline"));
addEventListener("online", () => {
  if (waiting) { say("textSending"); go(waiting); waiting = null; } else { say("textBack"); sendAll().catch(() => {}); }
});
sendAll().catch(() => {});
