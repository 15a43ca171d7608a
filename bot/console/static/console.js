// Keeps a page of the desk fresh: when the server says that something changed, the page is fetched again and its live parts are renewed.
// Everything is rendered and escaped by the server; what is being typed lies outside the live parts and is kept.

import { heard } from "./alerts.js";
import { forgetDrafts, keepDrafts } from "./drafts.js";
import { renew } from "./renew.js";
import { listen } from "./stream.js";

const DEBOUNCE_MS = 100;
const ON_ITS_WAY_MS = 20_000;

const watched = document.querySelector("[data-events]");
// A page that shows neither the queue nor a case hears of new cases all the same, where it says by what stream.
const stream = watched?.dataset.events ?? document.querySelector("[data-stream]")?.dataset.stream;
const connection = document.getElementById("connection");
// A step that was refused leaves the browser at that step's address, which takes forms only: what can be fetched again is the page.
const page = watched?.dataset.page ?? location.pathname;
let timer;
let busy = false;
let again = false;
let sent = 0;

async function refresh() {
  if (isLeaving()) return;
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(page, { headers: { Accept: "text/html" } });
    if (answer.redirected || (answer.status >= 400 && answer.status < 500 && answer.status !== 429)) {
      location.assign(page); // signed out, or the case is gone: the page says so
      return;
    }
    const words = await answer.text();
    if (!answer.ok || isLeaving()) return;
    const fresh = new DOMParser().parseFromString(words, "text/html");
    // Who signed in again in another tab has a new token: forms on this page go on to work.
    const token = fresh.querySelector("input[name=csrf]")?.value;
    for (const each of document.querySelectorAll("input[name=csrf]")) each.value = token ?? each.value;
    for (const part of document.querySelectorAll("[data-live]")) {
      const newer = fresh.getElementById(part.id);
      if (!newer) continue;
      const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 40;
      renew(part, newer);
      if (atEnd) part.scrollTop = part.scrollHeight;
    }
  } catch {
    // Without a connection nothing can be fetched; the stream connects again by itself and then says that something changed.
  } finally {
    busy = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

// A new page is on its way: what is done on this one, once it looks as if it were that, would be lost with it.
const isLeaving = () => Date.now() - sent < ON_ITS_WAY_MS;

function tell(words) {
  if (connection && connection.textContent !== words) connection.textContent = words;
}

if (watched instanceof HTMLElement) {
  if (location.pathname !== page) history.replaceState(null, "", page);
  watched.scrollTop = watched.scrollHeight;
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // back from the browser's cache, where nothing was kept fresh
  });
}

if (stream) {
  listen(stream, {
    open: () => tell(""),
    error: (event) => {
      tell(connection?.dataset.lost ?? "");
      if (event.target.readyState === EventSource.CLOSED) void refresh(); // refused: who is signed out is not offline
    },
    changed: () => {
      if (!watched) return;
      clearTimeout(timer);
      timer = setTimeout(refresh, DEBOUNCE_MS);
    },
    cases: (event) => heard(JSON.parse(event.data)),
    "signed-out": () => location.assign(page),
  });
}

document.querySelector("[data-insert-now]")?.addEventListener("click", (event) => {
  const choice = document.getElementById(event.currentTarget.dataset.insertNow);
  const text = document.getElementById(choice?.dataset.insert ?? "");
  if (!choice?.value || !text) return;
  text.value = text.value ? `${text.value}\n\n${choice.value}` : choice.value;
  text.focus();
  text.dispatchEvent(new Event("input"));
});

const pressed = new WeakMap();
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  // A second press would be refused as already done, which reads as if it had failed.
  if (Date.now() - (pressed.get(form) ?? 0) < ON_ITS_WAY_MS) event.preventDefault();
  else pressed.set(form, (sent = Date.now()));
  if (form.getAttribute("action") === "/console/sign-out") forgetDrafts();
});

keepDrafts();
