// Keeps what is being typed in this tab until it is stored: through the end of a session, a lost connection, a change of language, other
// pages. Whether it is stored is for the page to show: a reply by its words, since its id came; a note by its words, since it was begun.

const PREFIX = "carm-desk-draft:";

export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
}

/** For who signs out: the next person at this computer has no use for it. */
export function forgetDrafts() {
  attempt(() => {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  });
}

function keep(form) {
  const name = PREFIX + form.dataset.draft;
  const field = form.querySelector("textarea");
  const id = form.elements.namedItem("client_id");
  form.autocomplete = "off"; // what browsers bring back by themselves may have been sent
  const draft = attempt(() => JSON.parse(sessionStorage.getItem(name) ?? "null"));
  if (draft?.text && isStored(draft)) attempt(() => sessionStorage.removeItem(name));
  else if (draft?.text && !field.value) {
    field.value = draft.text;
    if (id && draft.id && !sentAs(draft.id)) id.value = draft.id;
  }
  field.addEventListener("input", () =>
    attempt(() => {
      if (field.value.trim()) sessionStorage.setItem(name, JSON.stringify({ text: field.value, id: id?.value, notes: notes().length }));
      else sessionStorage.removeItem(name);
    }),
  );
}

function isStored({ text, id, notes: before }) {
  const since = id ? fromReply(id) : notes().slice(before);
  return since.some((each) => plain(each.dataset.words ?? each.querySelector(".words").textContent) === plain(text));
}

/** The reply that went under an id and those after it: a copy of this tab has the same id, and words of its own. */
function fromReply(id) {
  const replies = [...document.querySelectorAll("#transcript [data-sent-as]")];
  const place = replies.indexOf(sentAs(id));
  return place < 0 ? [] : replies.slice(place);
}

const sentAs = (id) => document.querySelector(`#transcript [data-sent-as="${CSS.escape(id)}"]`);

const notes = () => [...document.querySelectorAll("#notes li")];

// Without blanks and signs that nobody sees: some are taken out of what is stored.
const plain = (text) => text.normalize("NFC").replace(/[\s\p{Cc}\p{Cf}]+/gu, "");

function attempt(step) {
  try {
    return step();
  } catch {
    return null; // storage is switched off, full, or holds something else
  }
}
