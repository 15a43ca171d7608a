/** One message as nodes; labels too are in its own language, so that its `lang` is true. */
import { button, download, h, icon } from "./dom.js";
import { render } from "./markup.js";
import { clockTime, longDate, say } from "./strings.js";

const NO_ANSWER = ["", "error", "clarify"];

/** @param {Message} message @param {Actions} actions */
export function messageView(message, actions) {
  const { author, language, number, text, image, files, sources, buttons, outcome } = message;
  return h(
    "div",
    { class: `msg ${author}`, lang: `${language}-CA`, "data-number": number },
    who(message),
    h(
      "div",
      { class: "bubble" },
      // A person's words are shown as written.
      ...(author === "person" ? [h("p", { class: "plain" }, text)] : render(text, document)),
      image && picture(message, actions),
      files.length && fileList(message, actions),
      sources.length && sourceLine(message),
    ),
    buttons.length &&
      h(
        "div",
        { class: "replies", role: "group", "aria-label": say(language, "replies") },
        ...buttons.map((each) => button(() => actions.press(each), "reply", each.title)),
      ),
    author === "bot" && !NO_ANSWER.includes(outcome) && feedback(message, actions),
  );
}

/** @param {Unsent} entry */
export function unsentView({ language, at, text, client_id }) {
  return h(
    "div",
    { class: "msg person unsent", lang: `${language}-CA`, "data-client": client_id },
    who({ author: "person", name: "", language, at }),
    h("div", { class: "bubble" }, h("p", { class: "plain" }, text)),
    h("p", { class: "fate", "aria-live": "off" }),
  );
}

/** @param {Pick<Message, "author" | "name" | "language" | "at">} message */
function who({ author, name, language, at }) {
  const role = say(language, author === "person" ? "you" : author);
  return h("p", { class: "who" }, h("b", {}, name || role), name && h("span", {}, role), h("time", { datetime: at }, clockTime(at, language)));
}

/** @param {Message} message */
function sourceLine({ sources, language }) {
  const each = sources.map(({ title, url, checked }) => {
    const date = longDate(checked, language);
    return h("span", {}, url ? h("a", { href: url }, title) : title, date && ` (${say(language, "checked", { date })})`);
  });
  return h("p", { class: "sources" }, `${say(language, sources.length > 1 ? "sources" : "source")} `, ...each);
}

/** Fetched and painted: the page's policy need not allow images too, and the token can guard them. @param {Message} message @param {Actions} actions */
function picture({ image, language }, actions) {
  const { url = null, alt = "" } = image ?? {};
  const words = h("p", {}, alt);
  const canvas = h("canvas", { role: "img", "aria-label": alt });
  const figure = h("figure", {}, canvas, h("details", { "aria-live": "off" }, h("summary", {}, say(language, "chartText")), words));
  const paint = async () => {
    try {
      const bitmap = await createImageBitmap(await actions.file(url ?? ""));
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    } catch {
      figure.replaceChildren(h("p", {}, say(language, "chartFailed")), words);
    }
  };
  if (url) void paint();
  else figure.replaceChildren(words);
  return figure;
}

/** @param {Message} message @param {Actions} actions */
function fileList({ files, language }, actions) {
  const fetchFile = async (/** @type {string} */ url, /** @type {string} */ title) => {
    try {
      download(await actions.file(url), title);
    } catch {
      actions.announce(say(language, "error"));
    }
  };
  return h(
    "ul",
    { class: "files", "aria-label": say(language, "files") },
    ...files.map(({ url, title }) => h("li", {}, button(() => fetchFile(url, title), "file", icon("file"), title))),
  );
}

/** @param {Message} message @param {Actions} actions */
function feedback(message, actions) {
  const { language } = message;
  /** @param {Key} key */
  const word = (key) => say(language, key);
  const more = h("div", { class: "word" });
  const thumbs = [true, false].map((helpful) =>
    button(() => judge(helpful), helpful ? "thumb" : "thumb down", icon("thumb"), word(helpful ? "yes" : "no")),
  );
  const press = () => thumbs.forEach((thumb, at) => thumb.setAttribute("aria-pressed", String(message.helpful === !at)));
  press();

  /** @param {boolean} helpful */
  async function judge(helpful) {
    if (!(await actions.judge(message, helpful))) return;
    press();
    actions.announce(word("thanks"));
    const field = h("input", { maxlength: 500, autocomplete: "off" });
    const submit = async (/** @type {Event} */ event) => {
      event.preventDefault();
      const comment = field.value.trim();
      if (!comment || !(await actions.judge(message, helpful, comment))) return;
      const done = h("p", { tabindex: -1 }, word("wordSent"));
      more.replaceChildren(done);
      done.focus();
    };
    more.replaceChildren(
      h("form", { submit }, h("label", {}, word("word"), field), h("button", { class: "small" }, word("send"))),
    );
    more.scrollIntoView({ block: "nearest" });
  }

  return h(
    "div",
    // not read out with the answer
    { class: "feedback", role: "group", "aria-label": word("helpful"), "aria-live": "off" },
    h("span", { "aria-hidden": "true" }, word("helpful")),
    ...thumbs,
    more,
  );
}
