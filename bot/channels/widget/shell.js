/** All but the messages. */
import { button, h, icon } from "./dom.js";
import { say } from "./strings.js";

/** @param {Record<"open" | "close" | "toggle" | "menu" | "restart" | "save" | "erase" | "newest", () => void> &
 *   {key(event: KeyboardEvent): void, submit(event: Event): void, input(): void, enter(event: KeyboardEvent): void, scroll(): void}} on */
export function buildShell(on) {
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
  const menu = h(
    "div",
    { class: "menu", id: "menu", hidden: true },
    worded(button(on.restart, ""), "restart"),
    worded(button(on.save, ""), "download"),
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
  const field = h("textarea", {
    id: "field", rows: 1, "aria-describedby": "privacy keys count", autocomplete: "off", enterkeyhint: "send", input: on.input, keydown: on.enter,
  });
  const count = h("p", { class: "count", id: "count" });
  const composer = h(
    "form",
    { class: "composer", submit: on.submit },
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
    announcer, badge, count, dialog, field, fresh, launcher, menu, more, newest, newsBox, past, root, scroller, status, typing, veil, welcome,
    /** @param {Language} language */
    speak: (language) => labels.forEach((write) => write(language)),
  };
}
