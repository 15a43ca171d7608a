/** The gateway's API and its stream. What it sends is checked here: the wrong shape becomes nothing. */
import { safeAddress } from "./markup.js";
import { languageOf } from "./strings.js";

const PATIENCE = 15_000;
const PATIENCE_FOR_PICTURES = 120_000;
const GONE = [401, 410];

/** `wait` is in seconds. */
export class Refused extends Error {
  /** @param {number} status @param {string} [words] for the person, in their language @param {number} [wait] */
  constructor(status, words = "", wait = 5) {
    super(words);
    this.status = status;
    this.wait = wait;
    /** may succeed later, as it is */
    this.passing = status >= 500 || status === 408 || status === 429;
    /** the conversation is no more */
    this.gone = GONE.includes(status);
  }
}

export class Gateway {
  /** @type {string | null} */
  token = null;

  /** @param {string} address @param {typeof fetch} [send] */
  constructor(address, send = (...all) => fetch(...all)) {
    this.address = address.replace(/\/+$/, "") + "/";
    this.send = send;
  }

  /** Raises `Refused`. @param {string} method @param {string} path @param {object} [body] a blob is sent as it is */
  async ask(method, path, body) {
    const signal = AbortSignal.timeout(body instanceof Blob ? PATIENCE_FOR_PICTURES : PATIENCE);
    const response = await this.start(method, path, { signal }, body);
    const whole = await response.blob();
    if (response.ok) return whole;
    throw new Refused(response.status, fromJson(await whole.text()).error?.message, Number(response.headers.get("Retry-After")) || 5);
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async json(method, path, body) {
    return fromJson(await (await this.ask(method, path, body)).text());
  }

  /** @param {string} method @param {string} path @param {RequestOptions} options @param {object} [body] */
  start(method, path, options, body) {
    const url = new URL(path, `${this.address}api/v1/`);
    const headers = new Headers(options.headers);
    if (body) headers.set("Content-Type", body instanceof Blob ? body.type : "application/json");
    // Never in an address, those are logged; never to another host, whatever is asked for.
    if (this.token && url.origin === new URL(this.address).origin) headers.set("Authorization", `Bearer ${encodeURI(this.token)}`);
    return this.send(url.href, {
      method,
      headers,
      body: body && (body instanceof Blob ? body : JSON.stringify(body)),
      signal: options.signal,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
  }
}

/** @param {unknown} value @returns {Record<string, any>} */
const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
/** @param {unknown} value */
const objects = (value) => (Array.isArray(value) ? value.map(object) : []);
/** @param {unknown} value */
const text = (value) => (typeof value === "string" ? value : "");
/** @param {unknown} value */
const count = (value) => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0);
/** @param {unknown} value */
const nameOf = (value) => text(object(value).name ?? value);

/** @param {string} words */
export function fromJson(words) {
  try {
    return object(JSON.parse(words));
  } catch {
    return {};
  }
}

/** At the gateway, where the token guards it. @param {unknown} address @param {string} gateway */
export function fileAddress(address, gateway) {
  try {
    const { href } = new URL(text(address), gateway);
    return text(address) && href.startsWith(new URL("/", gateway).href) ? href : null;
  } catch {
    return null;
  }
}

/** @param {unknown} raw @param {string} gateway @returns {Message | null} */
export function message(raw, gateway) {
  const from = object(raw);
  const { author } = from;
  const number = count(from.number);
  if (!number || !["person", "bot", "advisor", "system"].includes(author)) return null;
  const data = object(from.data);
  const chart = object(data.image);
  const picture = object(data.picture);
  const image = { url: fileAddress(chart.url ?? picture.path, gateway), alt: text(chart.alt ?? picture.alt), isChart: !!data.image };
  const { helpful } = object(from.feedback);
  return {
    number,
    author,
    name: nameOf(from.advisor),
    at: text(from.at),
    language: languageOf(from.language) ?? "en",
    text: text(from.text),
    outcome: text(from.outcome),
    clientId: text(from.client_id),
    buttons: objects(from.buttons)
      .map(({ id, title }) => ({ id: text(id), title: text(title) }))
      .filter(({ id, title }) => id && title),
    sources: objects(from.sources)
      .map(({ title, url, checked }) => ({ title: text(title), url: safeAddress(url), checked: text(checked) }))
      .filter(({ title }) => title),
    image: image.url || image.alt ? image : null,
    files: objects(data.files).flatMap((file) => {
      const url = fileAddress(file.url, gateway);
      const title = text(file.title);
      return url && title ? [{ title, url }] : [];
    }),
    endsHandOff: !!data.hand_off && author === "system",
    wantsPicture: data.picture_wanted === true,
    helpful: typeof helpful === "boolean" ? helpful : null,
  };
}

/** @param {unknown} raw @returns {Ownership | null} */
export function ownership(raw) {
  const { owner, advisor, queue } = object(raw);
  if (!["bot", "waiting", "human"].includes(owner)) return null;
  return { owner, advisor: nameOf(advisor), place: count(object(queue).position) };
}

/** @param {unknown} raw @param {Language} language it was asked for in @returns {About} */
export function about(raw, language) {
  const { news, retention_days, telegram } = object(raw);
  return {
    news: objects(news)
      .map(({ id, date, text: words, url }) => ({ id: text(id), date: text(date), text: text(words), url: safeAddress(url), language }))
      .filter((item) => item.text),
    days: count(retention_days),
    telegram: telegram === true,
  };
}

/** Reads the event stream format (WHATWG HTML, 9.2.6) from pieces cut anywhere. Ids are left: messages have numbers. */
export class SseParser {
  #rest = "";
  #type = "";
  /** @type {string[]} */
  #data = [];

  /** @param {string} piece @returns {SseEvent[]} */
  push(piece) {
    // A last "\r" may be half of "\r\n".
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line));
  }

  /** @param {string} line @returns {SseEvent[]} */
  #line(line) {
    if (!line) {
      const event = { type: this.#type || "message", data: this.#data.join("\n") };
      const complete = this.#data.length > 0;
      this.#type = "";
      this.#data = [];
      return complete ? [event] : [];
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    return [];
  }
}

/** Milliseconds, spread so that a restarted gateway does not meet everybody at once. @param {number} failures @param {number} [random] */
export const backoff = (failures, random = Math.random()) =>
  Math.round(Math.min(500 * 2 ** Math.min(failures - 1, 10), 30_000) * (0.5 + random / 2));

/** Read with fetch: EventSource can't send a token in a header. */
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
