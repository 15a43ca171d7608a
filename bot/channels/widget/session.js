/** The conversation as this tab knows it, without any page, which is told of each change. */
import { EventStream, Gateway, Refused, about, backoff, fromJson, message, ownership } from "./gateway.js";
import { Queue, newId, storageKey } from "./keep.js";
import { languageOf } from "./strings.js";

const TOKEN = "token";
const CHOSEN = "language";
// An advisor may write while the chat is closed.
const LIVE = "live";
const TYPING_AFTER = 300;
const TYPING_AT_MOST = 10_000;
const LOST_AFTER = 1500;
/** @type {Ownership} */
const BOT = { owner: "bot", advisor: "", place: 0 };

export class Session {
  /** @type {Message[]} by number */
  messages = [];
  ownership = BOT;
  /** @type {"fine" | "offline" | "lost" | "slow"} */
  connection = "fine";
  typing = false;
  about = about({}, "en");
  /** @type {KeptPicture | null} */
  kept = null;
  /** @type {Promise<void> | null} */
  #sending = null;
  #failures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typingTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #lostTimer;
  /** what the record adds from now on is new to the person */
  #known = false;
  /** @type {Language | null} a choice the gateway does not know of yet */
  #choice = null;
  /** @type {Promise<void> | null} */
  #choosing = null;
  #tell;

  /** @param {{address: string, language: Language, local: Store, tab: Store, onChange: (change: Change) => void, send?: typeof fetch}} parts */
  constructor({ address, language, local, tab, onChange, send }) {
    this.#tell = onChange;
    this.gateway = new Gateway(address, send);
    this.gateway.token = local.get(TOKEN);
    this.local = local;
    this.queue = new Queue(tab);
    this.language = languageOf(local.get(CHOSEN)) ?? language;
    this.stream = new EventStream({
      open: (signal) => this.#open(signal),
      onEvent: (event) => this.#heard(event.type, fromJson(event.data)),
      onState: (online) => this.#reached(online),
      onRefused: () => this.#expired(),
    });
  }

  get started() {
    return this.gateway.token !== null;
  }

  get live() {
    return this.started && this.local.get(LIVE) !== null;
  }

  /** Whether somebody would look at a picture. */
  get wantsPicture() {
    const last = this.messages.findLast(({ author }) => author !== "system");
    return this.started && (this.ownership.owner !== "bot" || !!last?.wantsPicture);
  }

  /** What is still to be sent: when only the answer was lost, the picture is among the messages. */
  get unsentPicture() {
    return this.wantsPicture && this.messages.every(({ clientId }) => clientId !== this.kept?.id) ? this.kept : null;
  }

  /** Before the first message nothing is kept of anyone. */
  connect() {
    if (this.started) this.stream.start();
    void this.flush();
  }

  disconnect() {
    clearTimeout(this.#lostTimer);
    this.stream.stop();
    clearTimeout(this.#retry);
    this.#stopTyping();
  }

  /** Ask what anybody may know, in the language shown. */
  async learn() {
    const { language } = this;
    try {
      const found = about(await this.gateway.json("GET", `about?language=${language}`), language);
      if (language === this.language) this.about = found;
      this.#changed();
    } catch {
      // the chat works without
    }
  }

  write(text = "", button = "") {
    this.#tell({ kind: "unsent", entry: this.queue.add(text, this.language, button) });
    void this.flush();
  }

  /** @param {Unsent} entry */
  takeBack(entry) {
    if (this.queue.remove(entry)) this.#tell({ kind: "took-back", entry });
  }

  flush() {
    clearTimeout(this.#retry);
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #sendAll() {
    for (let entry = this.queue.next(); entry; entry = this.queue.next()) {
      try {
        await this.#begin();
        const { client_id, button, text } = entry;
        const { number } = await this.gateway.json("POST", "messages", button ? { client_id, button } : { client_id, text });
        this.#failures = 0;
        this.#arrived(entry, number);
        if (this.connection === "slow") this.#connectionIs("fine");
        else if (this.connection !== "fine") this.stream.reconnect();
      } catch (error) {
        if (!this.#goOn(entry, error)) return;
      }
    }
  }

  /** Whether the queue may go on after a message that was not taken. @param {Unsent} entry @param {unknown} error */
  #goOn(entry, error) {
    this.#failures += 1;
    const refused = error instanceof Refused ? error : null;
    if (refused?.gone && !entry.button && this.#failures < 3) {
      this.#forget(true);
      return true;
    }
    if (refused && !refused.passing) {
      this.queue.fail(entry, refused.message);
      this.#changed();
      return true;
    }
    const slow = refused?.status === 429;
    this.#connectionIs(slow ? "slow" : "lost");
    this.#retry = setTimeout(() => this.flush(), slow ? refused.wait * 1000 : backoff(this.#failures + 1));
    return false;
  }

  /** Tabs take turns, or two of them would start a conversation each. */
  async #begin() {
    if (this.started) return;
    let begun = false;
    const make = async () => {
      begun = true;
      this.gateway.token = this.local.get(TOKEN);
      if (this.started) return;
      const { token, conversation } = await this.gateway.json("POST", "conversations", { language: this.language });
      if (typeof token !== "string") throw new Error("no token");
      this.gateway.token = token;
      this.local.set(TOKEN, token);
      // Empty: whatever comes is new.
      this.#known = true;
      this.#ownerIs(ownership(conversation));
      if (this.local.get(CHOSEN)) this.#choice = this.language;
    };
    try {
      await navigator.locks.request("carm-chat", make);
    } catch (error) {
      if (begun) throw error;
      // No locks on plain-http pages, or where the person has cookies blocked.
      await make();
    }
    this.stream.start();
  }

  /** From the record's end on, not from our own last message: that may come back masked, or after one not heard yet. @param {AbortSignal} signal */
  async #open(signal) {
    const seen = await this.#read();
    return this.gateway.start("GET", "events", {
      signal,
      headers: { Accept: "text/event-stream", "Last-Event-ID": String(seen) },
    });
  }

  async #read() {
    const before = this.messages;
    try {
      return this.#apply(await this.gateway.json("GET", "conversation"), before);
    } catch (error) {
      if (error instanceof Refused && error.gone) this.#expired();
      throw error;
    }
  }

  /** What is unsent was never in the conversation, and opens a new one. */
  #expired() {
    this.#forget(true);
    void this.flush();
  }

  /** @param {Record<string, any>} record @param {Message[]} before what was here when it was asked for: what came since may be missing in it */
  #apply(record, before) {
    const read = (Array.isArray(record.messages) ? record.messages : []).flatMap((raw) => message(raw, this.gateway.address) ?? []);
    const first = !this.#known || before.some(({ number }) => read.every((each) => each.number !== number));
    this.#known = true;
    this.#ownerIs(ownership(record));
    this.#languageIs(record.chosen_language);
    if (first) {
      const sent = new Set(read.map(({ clientId }) => clientId));
      for (const entry of this.queue.entries) if (sent.has(entry.client_id)) this.queue.remove(entry);
      this.messages = read;
      this.#tell({ kind: "history" });
    } else {
      for (const each of read) this.#add(each);
    }
    this.#changed();
    return read.at(-1)?.number ?? 0;
  }

  /** @param {Record<string, any>} said */
  #heard(type = "", said) {
    if (type === "message") {
      const heard = message(said, this.gateway.address);
      if (heard) this.#add(heard);
    } else if (type === "typing") this.#typingIs(said.on === true);
    else if (type === "owner") this.#ownerIs(ownership(said));
    else if (type === "language") this.#languageIs(said.chosen_language);
    else if (type === "deleted") {
      this.#forget();
      this.#tell({ kind: "notice", key: "deleted" });
    } else if (type !== "ping") this.stream.reconnect();
  }

  /** @param {Message} heard */
  #add(heard) {
    const known = this.messages.find(({ number }) => number === heard.number);
    if (known) {
      known.helpful ??= heard.helpful;
      // Ours may have had a number masked.
      if (known.text !== heard.text) this.#tell({ kind: "sent", clientId: known.clientId, message: Object.assign(known, { text: heard.text }) });
      return;
    }
    if (heard.outcome === "restart") {
      this.messages = [];
      this.#tell({ kind: "history" });
    }
    // Ours may be on the stream before its POST is answered.
    const own = this.queue.entries.find(({ client_id }) => client_id === heard.clientId);
    this.#insert(heard);
    if (own && this.queue.remove(own)) this.#tell({ kind: "sent", clientId: own.client_id, message: heard });
    else this.#tell({ kind: "message", message: heard });
  }

  /** @param {Unsent} entry @param {unknown} number */
  #arrived(entry, number) {
    // The stream has told us.
    if (!this.queue.remove(entry)) return;
    const { client_id, ...rest } = entry;
    const sent = message({ ...rest, client_id, number, author: "person" }, this.gateway.address);
    if (!sent || this.messages.some((each) => each.number === number)) {
      this.#tell({ kind: "took-back", entry });
      return;
    }
    this.#insert(sent);
    this.#tell({ kind: "sent", clientId: client_id, message: sent });
  }

  /** @param {Message} one */
  #insert(one) {
    this.messages = [...this.messages, one].sort((a, b) => a.number - b.number);
    this.#stopTyping();
    this.#typingTimer = setTimeout(() => this.#typingIs(true), TYPING_AFTER);
  }

  /** Only while the bot owes an answer, and not for ever. */
  #typingIs(on = false) {
    this.#stopTyping();
    if (!on || this.ownership.owner !== "bot" || this.messages.at(-1)?.author !== "person") return;
    this.typing = true;
    this.#typingTimer = setTimeout(() => {
      this.#stopTyping();
      // A proxy may hold the stream's answer back.
      this.#read().catch(() => {});
    }, TYPING_AT_MOST);
    this.#changed();
  }

  #stopTyping() {
    clearTimeout(this.#typingTimer);
    this.typing = false;
    this.#changed();
  }

  #changed() {
    this.#tell({ kind: "state" });
  }

  /** @param {Ownership | null} now */
  #ownerIs(now) {
    if (!now) return;
    const before = this.ownership.owner;
    this.ownership = now;
    if (now.owner === "bot") {
      this.local.remove(LIVE);
      if (before === "human") this.#tell({ kind: "notice", key: "botBack" });
    } else {
      this.local.set(LIVE, "1");
      this.#stopTyping();
    }
    this.#changed();
  }

  /** @param {unknown} chosen */
  #languageIs(chosen) {
    const language = languageOf(chosen);
    if (!language || (this.#choice && language !== this.#choice)) return;
    this.local.set(CHOSEN, language);
    this.language = language;
    this.#changed();
  }

  #reached(online = false) {
    clearTimeout(this.#lostTimer);
    if (!online) {
      // A proxy may cut streams time and again: what is mended at once need not be told.
      if (navigator.onLine && this.connection === "fine") this.#lostTimer = setTimeout(() => this.#connectionIs("lost"), LOST_AFTER);
      else this.#connectionIs("lost");
      return;
    }
    if (this.connection !== "slow") {
      this.#connectionIs("fine");
      void this.flush();
    }
    if (this.#choice) void this.choose(this.#choice);
  }

  /** @param {Session["connection"]} now */
  #connectionIs(now) {
    const before = this.connection;
    this.connection = now === "lost" && !navigator.onLine ? "offline" : now;
    if (now === "fine" && before !== "fine" && before !== "slow") this.#tell({ kind: "notice", key: "back" });
    this.#changed();
  }

  network(online = false) {
    if (!online && (this.started || this.queue.next())) this.#reached(false);
    if (online && !this.started) this.#connectionIs("fine");
    this.stream.reconnect();
    if (online) void this.flush();
  }

  /** Another tab wrote. @param {StorageEvent} event */
  stored({ key, newValue }) {
    if (key === storageKey(CHOSEN)) this.#languageIs(newValue);
    if (key !== storageKey(TOKEN) || newValue === this.gateway.token) return;
    this.#forget(newValue !== null, newValue);
    if (newValue) this.stream.start();
  }

  /** `next` is another conversation's token. */
  #forget(keepUnsent = false, next = /** @type {string | null} */ (null)) {
    this.disconnect();
    this.gateway.token = next;
    if (!next) this.local.remove(TOKEN);
    this.local.remove(LIVE);
    this.messages = [];
    this.kept = null;
    this.#known = false;
    this.ownership = BOT;
    this.connection = "fine";
    if (!keepUnsent) this.queue.clear();
    this.#tell({ kind: "history" });
    this.#changed();
  }

  /** @param {Language} language */
  choose(language) {
    this.#choice = language;
    this.#languageIs(language);
    return (this.#choosing ??= this.#sendChoice().finally(() => (this.#choosing = null)));
  }

  /** One at a time, and of several only the last: they could overtake one another. */
  async #sendChoice() {
    while (this.#choice) {
      const language = this.#choice;
      try {
        if (this.started) {
          await this.gateway.ask("POST", "language", { language });
          await this.#read();
        }
      } catch (error) {
        // The gateway learns of it when it is back.
        if (!(error instanceof Refused) || error.passing) return;
      }
      if (this.#choice === language) this.#choice = null;
    }
  }

  /** @param {Message} about @param {string} [comment] */
  feedback(about, helpful = false, comment) {
    return this.#attempt(async () => {
      await this.gateway.ask("POST", "feedback", { number: about.number, helpful, comment });
      about.helpful = helpful;
      return true;
    });
  }

  /** Its notice comes on the stream. */
  restart() {
    return this.#attempt(async () => this.started && this.gateway.ask("POST", "restart", {}));
  }

  /**
   * Its message comes on the stream. What may yet be taken is kept under its id, so that sending it again is harmless.
   * @param {Blob} picture @param {string} [id]
   */
  send(picture, id = newId()) {
    const { token } = this.gateway;
    this.kept = null;
    this.#changed();
    return this.#attempt(async () => {
      try {
        await this.gateway.ask("POST", `pictures?client_id=${id}`, picture);
      } catch (error) {
        const refused = error instanceof Refused && error;
        if (refused && !refused.passing) throw error;
        // It belongs to the conversation that it was chosen for.
        if (token === this.gateway.token) this.kept = { picture, id, why: refused ? refused.message : "" };
      }
    });
  }

  /** @param {string} kind */
  transcript(kind) {
    return this.#attempt(() => this.file(`transcript?format=${kind}`));
  }

  telegramLink() {
    return this.#attempt(() => this.gateway.json("POST", "telegram-link", {}));
  }

  erase() {
    return this.#attempt(async () => {
      try {
        if (this.started) await this.gateway.ask("DELETE", "conversation");
      } catch (error) {
        if (!(error instanceof Refused && error.gone)) throw error;
      }
      this.#forget();
      this.#tell({ kind: "notice", key: "deleted" });
    });
  }

  /** @param {string} path of the API, or an address that `message` has let through */
  file(path) {
    return this.gateway.ask("GET", path);
  }

  /** What a step gives; nothing when it failed, and then the person is told. @template T @param {() => Promise<T>} step */
  async #attempt(step) {
    try {
      return await step();
    } catch (error) {
      this.#tell({ kind: "notice", key: "error", words: error instanceof Refused ? error.message : "" });
      return undefined;
    }
  }
}
