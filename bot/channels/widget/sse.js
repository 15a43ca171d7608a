/** Read with fetch: EventSource can't send a token in a header. */
import { GONE } from "./gateway.js";

/** Reads the event stream format (WHATWG HTML, 9.2.6) from pieces cut anywhere. */
export class SseParser {
  #rest = "";
  #first = true;
  #type = "";
  #id = "";
  /** @type {string[]} */
  #data = [];

  /** @param {string} piece @returns {SseEvent[]} */
  push(piece) {
    let text = this.#rest + piece;
    if (this.#first && text) {
      this.#first = false;
      text = text.replace(/^\ufeff/, "");
    }
    // A last "\r" may be half of "\r\n".
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line));
  }

  /** @param {string} line @returns {SseEvent[]} */
  #line(line) {
    if (!line) {
      const event = { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id };
      const complete = this.#data.length > 0;
      this.#type = "";
      this.#data = [];
      return complete ? [event] : [];
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return [];
  }
}

/** Milliseconds, spread so that a restarted gateway does not meet everybody at once. @param {number} failures @param {number} [random] */
export const backoff = (failures, random = Math.random()) =>
  Math.round(Math.min(500 * 2 ** Math.min(failures - 1, 10), 30_000) * (0.5 + random / 2));

export class EventStream {
  #options;
  /** @type {AbortController | undefined} */
  #request;
  /** @type {object | null} the loop in charge; a stopped one must not wake up again */
  #run = null;
  #failures = 0;
  #wake = () => {};

  /** @param {StreamOptions} options */
  constructor(options) {
    this.#options = { silence: 45_000, ...options };
  }

  start() {
    if (!this.#run) void this.#loop((this.#run = {}));
  }

  stop() {
    this.#run = null;
    this.reconnect();
  }

  reconnect() {
    this.#failures = 0;
    this.#request?.abort();
    this.#wake();
  }

  /** @param {object} run */
  async #loop(run) {
    while (this.#run === run) {
      try {
        await this.#read(run);
      } catch {
        // whatever it was: say so, wait, try again
      }
      if (this.#run !== run) return;
      this.#options.onState(false);
      this.#failures += 1;
      await new Promise((resolve) => {
        this.#wake = () => resolve(0);
        setTimeout(resolve, backoff(this.#failures));
      });
    }
  }

  /** @param {object} run */
  async #read(run) {
    const request = (this.#request = new AbortController());
    const abort = () => request.abort();
    let timer = setTimeout(abort, this.#options.silence);
    try {
      const response = await this.#options.open(request.signal);
      if (this.#run !== run || !response.body) return;
      if (GONE.includes(response.status)) {
        this.#run = null;
        this.#options.onRefused();
      }
      if (!response.ok) return;
      this.#options.onState(true);
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const parser = new SseParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || this.#run !== run) return;
        clearTimeout(timer);
        timer = setTimeout(abort, this.#options.silence);
        // Bytes show a healthy server; one that takes connections and hangs up is still waited for.
        this.#failures = 0;
        for (const event of parser.push(decoder.decode(value, { stream: true }))) this.#options.onEvent(event);
      }
    } finally {
      clearTimeout(timer);
      abort();
    }
  }
}
