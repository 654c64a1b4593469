// Small comforts on top of pages that work without them: focus on errors, htmx headers, double-submit guard,
// menus, theme switch, chart tips and one polite live region. No dependencies, nothing inline.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Say something to screen readers without moving the focus. */
export function say(text) {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 50);
}

function focusErrors(root = document) {
  const summary = root.matches?.("[data-error-summary]") ? root : root.querySelector?.("[data-error-summary]");
  if (summary) summary.focus();
}

// A link of the error summary puts the cursor into the field, with its label in view.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});

// --- htmx -------------------------------------------------------------------------------------------------------
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.xhr?.status === 422) focusErrors(event.detail.elt?.isConnected ? event.detail.elt : document);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.failed && ![409, 422].includes(event.detail.xhr?.status)) say(document.body.dataset.textFailed ?? "");
});
document.addEventListener("htmx:sendError", () => say(document.body.dataset.textFailed ?? ""));

// --- one form is sent once --------------------------------------------------------------------------------------
function release() {
  for (const form of $$("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of $$("[aria-disabled='true'][data-guarded]", form)) {
      button.removeAttribute("aria-disabled");
      delete button.dataset.guarded;
    }
  }
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post") || form.target) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // aria-disabled, not disabled: the pressed button's name and value must still travel.
  for (const button of $$("button:not([type=button]), input[type=submit]", form)) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.guarded = "1";
  }
  say(document.body.dataset.textWorking ?? "");
  setTimeout(release, 20000);
});
addEventListener("pageshow", (event) => { if (event.persisted) release(); });

// --- menus in the header: Escape and a click outside close them ----------------------------------------------------
document.addEventListener("click", (event) => {
  for (const open of $$("details[data-drop][open]")) if (!open.contains(event.target)) open.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of $$("details[data-drop][open]")) {
    open.open = false;
    if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  }
});

// --- theme: at once, and kept by the server's cookie -----------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-theme-switch]") || !button) return;
  event.preventDefault();
  const body = new FormData(form);
  body.set("theme", button.value);
  const root = document.documentElement;
  if (button.value === "auto") delete root.dataset.theme; else root.dataset.theme = button.value;
  for (const other of $$("button[name=theme]", form)) other.setAttribute("aria-pressed", String(other === button));
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => say(document.body.dataset.textFailed ?? ""));
}, true);

// --- a shared phone: what a form kept on it goes when its writer signs out (offline.js) ----------------------------
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[action='/accounts/logout/']")) indexedDB.deleteDatabase("sanbao");
}, true);

// --- charts: the words of a mark, for touch and keyboard ----------------------------------------------------------
function tip(event) {
  const mark = event.target.closest?.(".chart [data-tip]");
  const line = mark?.closest(".figure")?.querySelector(".tip");
  if (line && line.textContent !== mark.dataset.tip) line.textContent = mark.dataset.tip;
}
for (const kind of ["pointerover", "focusin", "click"]) document.addEventListener(kind, tip);

// --- details are open on paper -----------------------------------------------------------------------------------
addEventListener("beforeprint", () => {
  for (const details of $$("main details:not([open])")) { details.open = true; details.dataset.printed = "1"; }
});
addEventListener("afterprint", () => {
  for (const details of $$("details[data-printed]")) { details.open = false; delete details.dataset.printed; }
});

focusErrors();
