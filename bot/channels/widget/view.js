/** What is on the screen: the frame, and each message in it. */
import { button, download, h, icon, render } from "./markup.js";
import { clockTime, longDate, say } from "./strings.js";

/** @param {Handlers} on */
export function buildFrame(on) {
  /** @type {((language: Language) => void)[]} */
  const labels = [];
  /** @template {Element} T @param {T} node @param {Key} key */
  const worded = (node, key) => {
    labels.push((language) => (node.textContent = say(language, key)));
    return node;
  };
  /** @template {HTMLElement} T @param {T} node @param {Key} key */
  const named = (node, key) => {
    labels.push((language) => {
      node.setAttribute("aria-label", say(language, key));
      if (node.tagName === "BUTTON") node.title = say(language, key);
    });
    return node;
  };

  const badge = h("span", { class: "badge", "aria-hidden": "true" });
  const launcher = button(on.open, "launcher", icon("chat"), worded(h("span"), "open"), badge);
  const toggle = named(worded(button(on.toggle, "toggle"), "toggle"), "toggleLabel");
  const more = named(button(on.menu, "more", icon("more")), "menu");
  const telegram = worded(button(on.telegram, ""), "telegram");
  const saves = h("div", {}, worded(button(() => on.save("pdf"), ""), "downloadPdf"), worded(button(() => on.save("txt"), ""), "download"));
  const menu = h(
    "div",
    { class: "menu", id: "menu", hidden: true },
    worded(button(on.restart, ""), "restart"),
    saves,
    telegram,
    worded(button(on.erase, "danger"), "delete"),
  );
  const status = h("div", { class: "status", role: "status" });
  const newsBox = h("div");
  const welcome = h("div", { class: "welcome" });
  const past = h("div");
  // The past must not be read out again: only the log's second half is live.
  const fresh = h("div", { "aria-live": "polite", "aria-relevant": "additions" });
  const typing = h("p", { class: "typing" }, h("i"), h("i"), h("i"), worded(h("span"), "typing"));
  const log = named(h("div", { role: "log", "aria-live": "off" }, past, fresh), "conversation");
  const scroller = named(h("div", { class: "scroll", tabindex: 0, role: "group", scroll: on.scroll }, welcome, log, typing), "conversation");
  const newest = worded(button(on.newest, "newest solid"), "newMessages");
  const file = h("input", { class: "sr", type: "file", accept: "image/png,image/jpeg,image/webp", change: on.picture });
  const picker = h("label", { class: "file", hidden: true }, file, icon("picture"), worded(h("span"), "picture"));
  const kept = h("p", { class: "fate" });
  const field = h("textarea", {
    id: "field", rows: 1, "aria-describedby": "privacy keys count", autocomplete: "off", enterkeyhint: "send", input: on.input, keydown: on.enter,
  });
  const count = h("p", { class: "count", id: "count" });
  const composer = h(
    "form",
    { class: "composer", submit: on.submit },
    picker,
    kept,
    worded(h("label", { class: "sr", for: "field" }), "message"),
    h("div", { class: "field" }, field, named(h("button", { class: "solid" }, icon("send")), "send")),
    count,
    worded(h("p", { class: "hint", id: "keys" }), "keys"),
  );
  const announcer = h("p", { class: "sr", role: "status" });
  const veil = h("div", { class: "veil", hidden: true });
  const dialog = h(
    "section",
    { class: "dialog", role: "dialog", "aria-labelledby": "title", tabindex: -1, hidden: true, keydown: on.key },
    h(
      "header",
      { class: "head" },
      h("div", { class: "titles" }, worded(h("h2", { id: "title" }), "name"), worded(h("p"), "by")),
      toggle,
      more,
      named(button(on.close, "close", icon("close")), "close"),
      menu,
    ),
    h("div", { class: "bars" }, status, newsBox),
    scroller,
    newest,
    composer,
    announcer,
    veil,
  );
  const root = named(h("div", { class: "root", role: "region" }, launcher, dialog), "name");
  launcher.setAttribute("aria-haspopup", "dialog");
  more.setAttribute("aria-controls", "menu");
  labels.push((language) => {
    root.lang = `${language}-CA`;
    toggle.lang = language === "en" ? "fr-CA" : "en-CA";
    field.placeholder = say(language, "placeholder");
  });
  return {
    announcer, badge, count, dialog, field, file, fresh, kept, launcher, menu, more, newest, newsBox, past, picker, root, saves, scroller, status, telegram, typing, veil,
    welcome,
    /** @param {Language} language */
    speak: (language) => labels.forEach((write) => write(language)),
  };
}

/** Labels too are in the message's own language, so that its `lang` is true. @param {Message} message @param {Actions} actions */
export function messageView(message, actions) {
  const { author, language, number, text, image, files, sources, buttons, outcome, endsHandOff } = message;
  return h(
    "div",
    { class: `msg ${author}`, lang: `${language}-CA`, "data-number": number },
    who(message),
    h(
      "div",
      { class: "bubble" },
      // A person's words are shown as written.
      ...(author === "person" ? [h("p", { class: "plain" }, text)] : render(text)),
      image && picture(image, language, actions),
      files.length && fileList(message, actions),
      sources.length && sourceLine(message),
    ),
    buttons.length &&
      h(
        "div",
        { class: "replies", role: "group", "aria-label": say(language, "replies") },
        ...buttons.map((each) => button(() => actions.press(each), "reply", each.title)),
      ),
    (endsHandOff || (author === "bot" && !["", "error", "clarify", "handoff"].includes(outcome))) && feedback(message, actions),
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

/** Fetched and painted: the page's policy need not allow images too, and the token can guard them.
 * @param {NonNullable<Message["image"]>} image @param {Language} language @param {Actions} actions */
function picture({ url, alt, isChart }, language, actions) {
  const words = h("p", {}, alt);
  const canvas = h("canvas", { role: "img", "aria-label": alt });
  const more = isChart && h("details", { "aria-live": "off" }, h("summary", {}, say(language, "chartText")), words);
  const figure = h("figure", {}, canvas, more);
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
  /** @param {Key} key */
  const word = (key) => say(message.language, key);
  const asked = word(message.endsHandOff ? "advisorHelpful" : "helpful");
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
    more.replaceChildren(h("form", { submit }, h("label", {}, word("word"), field), h("button", { class: "small" }, word("send"))));
    more.scrollIntoView({ block: "nearest" });
  }

  return h(
    "div",
    // not read out with the answer
    { class: "feedback", role: "group", "aria-label": asked, "aria-live": "off" },
    h("span", { "aria-hidden": "true" }, asked),
    ...thumbs,
    more,
  );
}
