/** The chat as a person meets it. */
import { safeStore } from "./keep.js";
import { button, download, h, icon } from "./markup.js";
import { Session } from "./session.js";
import { clockTime, longDate, say } from "./strings.js";
import { buildFrame, messageView, unsentView } from "./view.js";

const LONGEST = 2000;
const COUNT_FROM = 1800;
const LARGEST_PICTURE = 5 * 2 ** 20;
const OPEN = "open";
const DRAFT = "draft";
const HIDDEN_NEWS = "hidden-news";
const NOTICE_FOR = 8000;
const REST_AFTER = 10_000;
const NEAR = 120;

export class Chat {
  #isOpen = false;
  #unread = 0;
  /** @type {{key: Key, words?: string} | null} */
  #notice = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #noticeTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #restTimer;
  /** @type {Language | null} */
  #shownIn = null;
  /** @type {Owner} */
  #shownOwner = "bot";
  #lastCount = "";

  /** @param {{address: string, language: Language, privacy?: string}} options */
  constructor({ address, language, privacy }) {
    this.privacy = privacy;
    this.local = safeStore(() => localStorage);
    this.tab = safeStore(() => sessionStorage);
    this.session = new Session({ address, language, local: this.local, tab: this.tab, onChange: (change) => this.#changed(change) });
    this.$ = buildFrame({
      open: () => this.open(true),
      close: () => this.close(true),
      toggle: () => this.session.choose(this.session.language === "en" ? "fr" : "en"),
      menu: () => this.#showMenu(!!this.$.menu.hidden),
      restart: () => this.#restart(),
      save: (kind) => this.#save(kind),
      telegram: () => this.#toTelegram(),
      erase: () => this.#askToErase(),
      picture: () => this.#sendPicture(),
      newest: () => this.#toEnd(),
      key: (event) => this.#key(event),
      enter: (event) => this.#enter(event),
      submit: (event) => this.#send(event),
      input: () => this.#measure(),
      scroll: () => this.#below() < NEAR && (this.$.newest.hidden = true),
    });
    this.root = this.$.root;
    this.root.addEventListener("focusin", (event) => {
      const at = /** @type {Node} */ (event.target);
      if (!this.$.menu.contains(at) && !this.$.more.contains(at)) this.#showMenu(false);
    });
    this.$.field.value = this.tab.get(DRAFT) ?? "";
    this.#showPast();
    this.#showState();
  }

  /** @param {AbortSignal} signal */
  attach(signal) {
    const { session } = this;
    addEventListener("online", () => session.network(true), { signal });
    addEventListener("offline", () => session.network(false), { signal });
    addEventListener("storage", (event) => session.stored(event), { signal });
    addEventListener("pagehide", () => session.disconnect(), { signal });
    addEventListener("pageshow", () => this.#connect(), { signal });
    document.addEventListener("visibilitychange", () => this.#looked(), { signal });
    document.addEventListener("keydown", (event) => this.#keyInPage(event), { signal });
    visualViewport?.addEventListener("resize", () => this.#fitKeyboard(), { signal });
    signal.addEventListener("abort", () => {
      clearTimeout(this.#restTimer);
      session.disconnect();
    });
    if (this.tab.get(OPEN)) this.open(false);
    this.#connect();
  }

  /** @param {Key} key @param {Record<string, string | number>} [values] */
  #say(key, values) {
    return say(this.session.language, key, values);
  }

  open(focus = false) {
    const { dialog, field } = this.$;
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#unread = 0;
      this.tab.set(OPEN, "1");
      this.#showState();
      this.#measure();
      this.#toEnd();
      this.session.connect();
      void this.session.learn();
    }
    // A touch keyboard would cover the privacy notice.
    if (focus) (matchMedia("(pointer: coarse)").matches ? dialog : field).focus();
  }

  close(focus = false) {
    this.#isOpen = false;
    this.tab.remove(OPEN);
    this.#showVeil();
    this.#showMenu(false);
    this.#showState();
    if (focus) this.$.launcher.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    if (this.$.veil.hidden && this.$.menu.hidden) this.close(true);
    else this.#answered();
  }

  /** Escape uncovers what has the focus under the chat (WCAG 2.4.11). @param {KeyboardEvent} event */
  #keyInPage(event) {
    const focused = document.activeElement;
    if (event.key !== "Escape" || !this.#isOpen || !focused || focused === document.body || focused.shadowRoot?.contains(this.root)) return;
    const [it, us] = [focused, this.$.dialog].map((each) => each.getBoundingClientRect());
    if (it.right > us.left && it.left < us.right && it.bottom > us.top && it.top < us.bottom) this.close(false);
  }

  #showMenu(show = false) {
    const { menu, more } = this.$;
    menu.hidden = !show;
    more.setAttribute("aria-expanded", String(show));
    if (show) menu.querySelector("button")?.focus();
  }

  #fitKeyboard() {
    const { height = 0, offsetTop = 0, scale = 1 } = visualViewport ?? {};
    const { style, classList } = this.$.dialog;
    classList.toggle("keyboard", scale === 1 && innerHeight - height > 120);
    style.setProperty("--high", `${height}px`);
    style.setProperty("--top", `${offsetTop}px`);
  }

  #connect() {
    if (this.#isOpen || this.session.live) this.session.connect();
  }

  /** A hidden tab gives its connection back: browsers allow six to a host. */
  #looked() {
    clearTimeout(this.#restTimer);
    if (!document.hidden) this.#connect();
    else this.#restTimer = setTimeout(() => this.session.ownership.owner === "bot" && this.session.disconnect(), REST_AFTER);
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#send(event);
  }

  /** @param {Event} event */
  #send(event) {
    event.preventDefault();
    const { field } = this.$;
    const text = field.value.trim();
    field.focus();
    if (!text || [...text].length > LONGEST) return;
    field.value = "";
    this.#measure();
    this.session.write(text);
  }

  #measure() {
    const { field, count } = this.$;
    if (field.value) this.tab.set(DRAFT, field.value);
    else this.tab.remove(DRAFT);
    this.#holdEnd(() => {
      field.style.height = "auto";
      if (field.scrollHeight) field.style.height = `${field.scrollHeight + 2}px`;
    });
    // Code points, as the gateway counts.
    const left = LONGEST - [...field.value.trim()].length;
    const over = left < 0;
    count.hidden = left > LONGEST - COUNT_FROM;
    count.textContent = this.#say(over ? "over" : "left", { count: Math.abs(left) });
    count.classList.toggle("bad", over);
    field.setAttribute("aria-invalid", String(over));
    // Read out at each fifty, not at each key.
    const step = count.hidden ? "" : String(over || Math.floor(left / 50));
    if (step && step !== this.#lastCount) this.#announce(count.textContent);
    this.#lastCount = step;
  }

  #announce(words = "") {
    this.$.announcer.textContent = "";
    setTimeout(() => (this.$.announcer.textContent = words), 60);
  }

  #ask(words = "", id = "") {
    // The button that was pressed is about to go.
    this.$.scroller.focus({ preventScroll: true });
    this.session.write(words, id);
  }

  /** @param {Change} change */
  #changed(change) {
    if (change.kind === "history") this.#showPast();
    else if (change.kind === "message") this.#showNew(change.message);
    else if (change.kind === "unsent") {
      this.$.fresh.append(unsentView(change.entry));
      this.#tidy();
      this.#toEnd();
    } else if (change.kind === "sent") this.#settle(change);
    else if (change.kind === "took-back") this.#unsentNode(change.entry.client_id)?.remove();
    else if (change.kind === "notice") {
      this.#notice = change;
      clearTimeout(this.#noticeTimer);
      this.#noticeTimer = setTimeout(() => {
        this.#notice = null;
        this.#showState();
      }, NOTICE_FOR);
    }
    this.#showState();
  }

  /** @type {Actions} */
  #actions = {
    press: ({ title, id }) => this.#ask(title, id),
    judge: (message, helpful, comment) => this.session.feedback(message, helpful, comment),
    file: (url) => this.session.file(url),
    announce: (words) => this.#announce(words),
  };

  /** Show all anew, silently. */
  #showPast() {
    const { messages, queue } = this.session;
    this.$.fresh.replaceChildren();
    this.$.past.replaceChildren(...messages.map((message) => messageView(message, this.#actions)), ...queue.entries.map(unsentView));
    this.#tidy();
    this.#toEnd();
  }

  /** @param {Message} message */
  #showNew(message) {
    const view = messageView(message, this.#actions);
    const near = this.#below() < NEAR;
    this.#place(view, message.number);
    this.#tidy();
    if (!this.#isOpen && message.author !== "person") this.#unread += 1;
    // From its beginning; but leave in peace who reads further up.
    if (near) this.#pane.scrollTop += view.getBoundingClientRect().top - this.#pane.getBoundingClientRect().top - 12;
    else this.$.newest.hidden = false;
  }

  #nodes() {
    return /** @type {HTMLElement[]} */ ([...this.$.past.children, ...this.$.fresh.children]);
  }

  #unsentNode(clientId = "") {
    return this.#nodes().find((each) => each.dataset.client === clientId);
  }

  /** By number, before all that is unsent. @param {HTMLElement} view */
  #place(view, number = 0) {
    const later = this.#nodes().find((each) => each !== view && (each.dataset.client || Number(each.dataset.number) > number));
    if (later) later.before(view);
    else this.$.fresh.append(view);
  }

  /** It stays the same node, or it would be read out twice. @param {Extract<Change, {kind: "sent"}>} change */
  #settle({ clientId, message: { number, text } }) {
    const view = this.#unsentNode(clientId) ?? this.#nodes().find((each) => each.dataset.number === String(number));
    const words = view?.querySelector(".plain");
    if (!view || !words) return;
    if (words.textContent !== text) words.textContent = text;
    delete view.dataset.client;
    view.dataset.number = String(number);
    view.classList.remove("unsent");
    view.querySelector(".fate")?.remove();
    const before = /** @type {HTMLElement | null} */ (view.previousElementSibling)?.dataset;
    if (before?.client || Number(before?.number) > number) this.#place(view, number);
  }

  /**
   * Once the person has written, older quick replies would answer the wrong question. But they may stop waiting whatever they wrote, or go
   * back to the assistant until the advisor answers.
   */
  #tidy() {
    const nodes = this.#nodes();
    const { owner } = this.session.ownership;
    const last = nodes.findLastIndex((each) => each.matches(".person"));
    const latest = nodes.findLast((each) => each.matches(".advisor") || each.querySelector(".replies"));
    nodes.forEach((each, at) => {
      const stays = owner === "human" ? each.matches(".system") && (at > last || each === latest) : at > last || (owner === "waiting" && each === latest);
      if (!stays) each.querySelector(".replies")?.remove();
    });
    if (nodes.length) this.$.welcome.replaceChildren();
    else if (!this.$.welcome.firstChild) this.#showWelcome();
  }

  #showState() {
    const { $, session } = this;
    const { language, connection, queue, ownership } = session;
    if (language !== this.#shownIn) {
      this.#shownIn = language;
      $.speak(language);
      $.welcome.replaceChildren();
      this.#tidy();
      this.#measure();
      if (this.#isOpen) void session.learn();
    }
    if (ownership.owner !== this.#shownOwner) {
      this.#shownOwner = ownership.owner;
      this.#tidy();
    }
    $.dialog.hidden = !this.#isOpen;
    $.launcher.hidden = this.#isOpen;
    $.badge.hidden = !this.#unread;
    $.badge.textContent = String(this.#unread);
    $.launcher.setAttribute("aria-label", this.#unread ? this.#say("openUnread", { count: this.#unread }) : this.#say("open"));
    $.saves.hidden = !session.started;
    $.telegram.hidden = !session.about.telegram || !session.started;
    this.#holdEnd(() => {
      $.picker.hidden = !session.wantsPicture;
      this.#showKept();
      this.#showPrivacy();
      $.typing.hidden = !session.typing;
      const words = this.#status();
      if ($.status.textContent !== words) $.status.textContent = words;
      $.status.classList.toggle("bad", connection !== "fine" || this.#notice?.key === "error");
      for (const entry of queue.entries) this.#showFate(entry);
      this.#showNews(ownership.owner);
    });
  }

  #status() {
    const { connection, ownership } = this.session;
    const { owner, advisor, place } = ownership;
    if (connection !== "fine") return this.#say(connection);
    if (this.#notice) return this.#notice.words || this.#say(this.#notice.key);
    if (owner === "waiting") return place ? this.#say("waitingPlace", { place }) : this.#say("waiting");
    const role = this.#say("advisor");
    return owner === "human" ? this.#say("human", { name: advisor ? `${advisor}, ${role}` : role }) : "";
  }

  /** @param {Unsent} entry */
  #showFate(entry) {
    const fate = this.#unsentNode(entry.client_id)?.querySelector(".fate");
    const { failed, text } = entry;
    const words = failed !== undefined ? `${this.#say("failed")} ${failed}` : this.session.connection === "fine" ? "" : this.#say("pending");
    const edit = () => {
      const { field } = this.$;
      this.session.takeBack(entry);
      field.value = [text, field.value].filter(Boolean).join("\n");
      this.#measure();
      field.focus();
    };
    if (fate) this.#tell(fate, words, failed === undefined ? [] : [["edit", edit]]);
  }

  #showKept() {
    const { session } = this;
    const { kept, field } = this.$;
    const unsent = session.unsentPicture;
    const words = unsent ? `${this.#say("pictureKept")} ${unsent.why || this.#say("unreached")}` : "";
    const cancel = () => {
      field.focus();
      session.kept = null;
      this.#showState();
    };
    this.#tell(kept, words, unsent ? [["again", () => this.#sendPicture(unsent.picture, unsent.id)], ["cancel", cancel]] : []);
  }

  /**
   * Say what became of something, once, with what can be done about it.
   * @param {Element} fate @param {string} words @param {[Key, () => void][]} ways
   */
  #tell(fate, words, ways) {
    if ((fate.firstChild?.textContent ?? "") === words) return;
    const buttons = ways.map(([key, way]) => button(way, "small", this.#say(key)));
    fate.replaceChildren(words && h("span", { lang: `${this.session.language}-CA` }, words), ...buttons);
    fate.classList.toggle("bad", ways.length > 0);
    if (ways.length) this.#announce(words);
  }

  #showWelcome() {
    const starters = /** @type {Key[]} */ (["starter1", "starter2", "starter3", "starter4"]).map((key) => this.#say(key));
    this.$.welcome.replaceChildren(
      h("p", { class: "hello" }, this.#say("welcome")),
      h(
        "div",
        { class: "privacy" },
        h("h3", {}, this.#say("privacy")),
        h("p", { id: "privacy" }),
        this.privacy && h("p", {}, h("a", { href: this.privacy }, this.#say("privacyMore"))),
      ),
      h("p", {}, this.#say("welcomeMore")),
      h("p", { class: "label", id: "starters" }, this.#say("starters")),
      h(
        "div",
        { class: "replies", role: "group", "aria-labelledby": "starters" },
        ...starters.map((words) => button(() => this.#ask(words), "reply", words)),
      ),
    );
    this.#showPrivacy();
  }

  /** How long messages are kept is known a moment after the chat opens. */
  #showPrivacy() {
    const { days } = this.session.about;
    const words = this.#say("privacyText") + (days ? this.#say("privacyDays", { days }) : "");
    const notice = this.$.welcome.querySelector("#privacy");
    if (notice && notice.textContent !== words) notice.textContent = words;
  }

  /** News stand aside for an advisor. @param {Owner} owner */
  #showNews(owner) {
    const { newsBox, field } = this.$;
    const hidden = (this.local.get(HIDDEN_NEWS) ?? "").split("\n");
    const item = owner === "bot" ? this.session.about.news.find(({ id }) => !hidden.includes(id)) : undefined;
    const shown = item ? item.id + item.text + this.session.language : "";
    if (newsBox.dataset.shown === shown) return;
    newsBox.dataset.shown = shown;
    newsBox.replaceChildren();
    if (!item) return;
    const { id, date, text, url, language } = item;
    const dismiss = button(
      () => {
        this.local.set(HIDDEN_NEWS, [...hidden, id].slice(-20).join("\n"));
        this.#showState();
        field.focus();
      },
      "",
      icon("close"),
    );
    dismiss.setAttribute("aria-label", this.#say("dismiss"));
    newsBox.append(
      h(
        "div",
        { class: "news", role: "note", "aria-label": this.#say("news") },
        h(
          "p",
          { lang: `${language}-CA` },
          date && h("time", { datetime: date }, longDate(date, language)),
          ` ${text} `,
          url && h("a", { href: url }, say(language, "more")),
        ),
        dismiss,
      ),
    );
  }

  get #pane() {
    return matchMedia("(max-height: 420px)").matches ? this.$.dialog : this.$.scroller;
  }

  #below() {
    const { scrollHeight, scrollTop, clientHeight } = this.#pane;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Whatever comes or goes around the messages, their end stays in sight. @param {() => void} change */
  #holdEnd(change) {
    const pane = this.#pane;
    const below = this.#below();
    const held = below < NEAR && (pane.scrollTop || !this.$.welcome.firstChild);
    change();
    if (held) pane.scrollTop = pane.scrollHeight - pane.clientHeight - below;
  }

  #toEnd() {
    if (!this.$.welcome.firstChild) this.#pane.scrollTop = this.#pane.scrollHeight;
    this.$.newest.hidden = true;
  }

  #restart() {
    this.$.field.focus();
    return this.session.restart();
  }

  /** @param {string} kind */
  async #save(kind) {
    const { session } = this;
    this.#showMenu(false);
    this.$.more.focus();
    const file = await session.transcript(kind);
    if (!file) return;
    const name = session.language === "fr" ? "conversation-gcra" : "carm-conversation";
    download(file, `${name}-${new Date().toISOString().slice(0, 10)}.${kind}`);
    this.#announce(this.#say("downloaded"));
  }

  /** @param {Blob} [picture] @param {string} [id] of one that is sent again */
  async #sendPicture(picture = this.$.file.files?.[0], id) {
    const { file, field } = this.$;
    if (!picture) return;
    // What was pressed is about to go.
    field.focus();
    if (picture.size > LARGEST_PICTURE) this.#changed({ kind: "notice", key: "error", words: this.#say("tooLarge") });
    else {
      this.#changed({ kind: "notice", key: "sending" });
      // It stays as long as it takes.
      clearTimeout(this.#noticeTimer);
      file.disabled = true;
      await this.session.send(picture, id);
      file.disabled = false;
      if (this.#notice?.key === "sending") this.#notice = null;
      this.#showState();
    }
    // So that the same file can be chosen again.
    file.value = "";
  }

  async #toTelegram() {
    const { url, expires_at } = (await this.session.telegramLink()) ?? {};
    if (!url) return;
    const time = clockTime(expires_at, this.session.language);
    const link = h("a", { class: "solid", href: url, click: () => this.#answered() }, this.#say("telegramOpen"));
    this.#question("telegram", this.#say("telegramText", { time }), link);
  }

  #askToErase() {
    const erase = () => {
      this.#answered();
      void this.session.erase();
    };
    this.#question("deleteTitle", this.#say("deleteText"), button(erase, "solid danger", this.#say("deleteYes")));
  }

  /** @param {Key} title @param {string} words @param {HTMLElement} yes */
  #question(title, words, yes) {
    const no = button(() => this.#answered(), "quiet", this.#say("cancel"));
    this.#showMenu(false);
    this.#showVeil(
      h(
        "div",
        { class: "confirm", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "question", "aria-describedby": "words" },
        h("h2", { id: "question" }, this.#say(title)),
        h("p", { id: "words" }, words),
        h("div", {}, no, yes),
      ),
    );
    no.focus();
  }

  #answered() {
    this.#showVeil();
    this.#showMenu(false);
    this.$.more.focus();
  }

  /** What lies under a question can't be reached meanwhile. @param {...Node} question none when it was answered */
  #showVeil(...question) {
    const { dialog, veil } = this.$;
    veil.replaceChildren(...question);
    veil.hidden = !question.length;
    for (const each of dialog.children) if (each !== veil) each.toggleAttribute("inert", !veil.hidden);
  }
}
