// Keeps a page of the desk fresh: when the server says that something changed, the page is fetched again and its live parts replaced.
// Everything is rendered and escaped by the server; what is being typed lies outside the live parts and is kept.

const DEBOUNCE_MS = 100;
const live = () => [...document.querySelectorAll("[data-live]")];

let timer;
let busy = false;
let again = false;

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (answer.redirected || !answer.ok) {
      location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of live()) {
      const fresh = page.getElementById(part.id);
      // A part the advisor is working in with the keyboard is left alone until they leave it.
      if (!fresh || fresh.innerHTML === part.innerHTML || part.matches(":has(select:focus, button:focus)")) continue;
      const atEnd = part.scrollHeight - part.scrollTop - part.clientHeight < 40;
      part.replaceChildren(...fresh.childNodes);
      if (atEnd) part.scrollTop = part.scrollHeight;
    }
  } finally {
    busy = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

const watched = document.querySelector("[data-events]");
if (watched instanceof HTMLElement) {
  watched.scrollTop = watched.scrollHeight;
  const events = new EventSource(watched.dataset.events ?? "");
  events.addEventListener("changed", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, DEBOUNCE_MS);
  });
  events.addEventListener("signed-out", () => location.reload());
}

document.querySelector("[data-insert-now]")?.addEventListener("click", (event) => {
  const choice = document.getElementById(event.currentTarget.dataset.insertNow);
  const text = document.getElementById(choice?.dataset.insert ?? "");
  if (!choice?.value || !text) return;
  text.value = text.value ? `${text.value}\n\n${choice.value}` : choice.value;
  text.focus();
});
