// Tells of new cases on every page of the console: the page's title counts those that nobody has, a line names the new ones, and the browser
// notifies where the advisor asked for it. By reference and urgency alone: notifications are read over shoulders and on lock screens.

const KNOWN = "carm-desk-known";
const WANTED = "carm-desk-alerts";
const MOST_AT_ONCE = 3;

const line = document.getElementById("alerts");
const button = document.getElementById("alerts-on");
const title = document.title;
let here = null;

/** Take in how many cases wait, and each with what is to be said of it: `{"K7R-4XA9": "urgent"}`. */
export function heard({ waiting, cases }) {
  document.title = waiting ? `(${waiting}) ${title}` : title;
  // What this page has told, and what any page of this browser has: after a change of page nothing is told again or left out.
  const stored = recall();
  const told = here ?? stored;
  here = new Set(Object.keys(cases));
  keep(KNOWN, JSON.stringify([...here]));
  const since = (known) => (known ? Object.entries(cases).filter(([reference]) => !known.has(reference)) : []);
  show(since(told));
  if (wanted()) notify(since(stored));
}

function show(fresh) {
  if (!line || !fresh.length) return;
  const parts = fresh.length > MOST_AT_ONCE ? [several(fresh)] : fresh.map(link);
  line.replaceChildren(...parts.flatMap((part, index) => (index ? [". ", part] : [part])));
}

function notify(fresh) {
  const notices = fresh.length > MOST_AT_ONCE ? [[several(fresh), "/console"]] : fresh.map(([reference, kind]) => [words(reference, kind), address(reference)]);
  for (const [said, leadsTo] of notices) {
    try {
      // One for each case, however many tabs are open: browsers replace a notice by another of the same tag.
      const notice = new Notification(said, { tag: leadsTo, lang: document.documentElement.lang });
      notice.onclick = () => {
        window.focus();
        window.open(leadsTo, "_blank", "noopener"); // what is being typed on this page stays
        notice.close();
      };
    } catch {
      return; // some browsers have the permission but no notices for pages: the line and the title tell
    }
  }
}

const address = (reference) => `/console/cases/${encodeURIComponent(reference)}`;
const words = (reference, kind) => (line?.dataset[kind] ?? "").replace("{reference}", reference);

function several(fresh) {
  const kind = fresh.some(([, kind]) => kind === "urgent") ? "severalUrgent" : "several";
  return (line?.dataset[kind] ?? "").replace("{count}", String(fresh.length));
}

function link([reference, kind]) {
  const made = document.createElement("a");
  made.href = address(reference);
  made.textContent = words(reference, kind);
  return made;
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(KNOWN) ?? "null");
    return Array.isArray(kept) ? new Set(kept) : null;
  } catch {
    return null; // storage is switched off, or holds something else
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without storage each page begins afresh.
  }
}

function wanted() {
  try {
    return "Notification" in window && Notification.permission === "granted" && localStorage.getItem(WANTED) === "yes";
  } catch {
    return false;
  }
}

async function toggle() {
  if (wanted()) keep(WANTED, "no");
  else if (!("Notification" in window) || !window.isSecureContext) line.textContent = line.dataset.unsupported;
  else if ((await Notification.requestPermission()) === "granted") keep(WANTED, "yes");
  else line.textContent = line.dataset.denied;
  button.setAttribute("aria-pressed", String(wanted()));
}

if (line && button) {
  button.hidden = false;
  button.setAttribute("aria-pressed", String(wanted()));
  button.addEventListener("click", toggle);
}
