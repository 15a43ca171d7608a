/** What is kept in the page's own storage: no cookie, no frame. */

const PREFIX = "carm-chat.";
const UNSENT = "unsent";

export const storageKey = (key = "") => PREFIX + key;

/** Turns to memory when storage is blocked or full. @param {() => Storage} open touching `localStorage` may throw @returns {Store} */
export function safeStore(open) {
  /** @type {Map<string, string>} */
  const memory = new Map();
  /** @template T @param {(storage: Storage) => T} use */
  const attempt = (use) => {
    try {
      return use(open());
    } catch {
      return null;
    }
  };
  return {
    get: (key) => memory.get(key) ?? attempt((storage) => storage.getItem(PREFIX + key)),
    set(key, value) {
      memory.delete(key);
      if (attempt((storage) => storage.setItem(PREFIX + key, value)) === null) memory.set(key, value);
    },
    remove(key) {
      memory.delete(key);
      attempt((storage) => storage.removeItem(PREFIX + key));
    },
  };
}

/** `crypto.randomUUID` is missing on plain-http pages. */
export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** What the gateway has not acknowledged, oldest first. A client id is made once, so sending again is harmless. */
export class Queue {
  #store;
  /** @type {Unsent[]} */
  #entries = [];

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    try {
      const saved = JSON.parse(store.get(UNSENT) ?? "");
      this.#entries = saved.filter((/** @type {any} */ each) => typeof each.client_id === "string" && typeof each.text === "string");
    } catch {
      // nothing saved, or not by us
    }
  }

  get entries() {
    return [...this.#entries];
  }

  /** @param {string} text what the bubble shows @param {Language} language @param {string} [button] @returns {Unsent} */
  add(text, language, button) {
    const entry = { client_id: newId(), text, language, button, at: new Date().toISOString() };
    this.#save([...this.#entries, entry]);
    return entry;
  }

  next() {
    return this.#entries.find((each) => each.failed === undefined);
  }

  /** Whether it was still there. @param {Unsent} entry */
  remove({ client_id }) {
    const rest = this.#entries.filter((each) => each.client_id !== client_id);
    const found = rest.length < this.#entries.length;
    this.#save(rest);
    return found;
  }

  /** Keep for the person what will never be taken. @param {Unsent} entry */
  fail(entry, why = "") {
    entry.failed = why;
    this.#save(this.#entries);
  }

  clear() {
    this.#save([]);
  }

  /** @param {Unsent[]} entries */
  #save(entries) {
    this.#entries = entries;
    if (entries.length) this.#store.set(UNSENT, JSON.stringify(entries));
    else this.#store.remove(UNSENT);
  }
}
