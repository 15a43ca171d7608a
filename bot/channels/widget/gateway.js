/** The gateway's API. What it sends is checked here: the wrong shape becomes nothing. The token is never in an address: those are logged. */
import { safeAddress } from "./markup.js";
import { languageOf } from "./strings.js";

const PATIENCE = 15_000;
/** the conversation is no more */
export const GONE = [401, 410];

/** `wait` is in seconds. */
export class Refused extends Error {
  /** @param {number} status @param {string} [words] for the person, in their language @param {number} [wait] */
  constructor(status, words = "", wait = 5) {
    super(words);
    this.status = status;
    this.wait = wait;
    /** may succeed later, as it is */
    this.passing = status >= 500 || status === 408 || status === 429;
    this.gone = GONE.includes(status);
  }
}

export class Gateway {
  /** @type {string | null} */
  token = null;

  /** @param {string} address @param {typeof fetch} [send] */
  constructor(address, send = (...all) => fetch(...all)) {
    this.address = address.replace(/\/*$/, "/");
    this.send = send;
  }

  /** Raises `Refused`. @param {string} method @param {string} path @param {object} [body] */
  async ask(method, path, body) {
    const response = await this.start(method, path, { signal: AbortSignal.timeout(PATIENCE) }, body);
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
    if (body) headers.set("Content-Type", "application/json");
    // Never to another host: a file may lie anywhere.
    if (this.token && url.origin === new URL(this.address).origin) headers.set("Authorization", `Bearer ${this.token}`);
    return this.send(url.href, {
      method,
      headers,
      body: body && JSON.stringify(body),
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
const nameOf = (value) => text(object(value).name ?? value);

/** @param {string} words */
export function fromJson(words) {
  try {
    return object(JSON.parse(words));
  } catch {
    return {};
  }
}

/** https anywhere, or the gateway itself. @param {unknown} address @param {string} gateway */
export function fileAddress(address, gateway) {
  if (typeof address !== "string" || !address || /[\0- \\]/.test(address)) return null;
  try {
    const url = new URL(address, gateway);
    if (url.origin === new URL(gateway).origin) return url.href;
    return url.protocol === "https:" ? safeAddress(address) : null;
  } catch {
    return null;
  }
}

/** @param {unknown} raw @param {string} gateway @returns {Message | null} */
export function message(raw, gateway) {
  const from = object(raw);
  const { number, author } = from;
  if (!Number.isSafeInteger(number) || number < 1 || !["person", "bot", "advisor", "system"].includes(author)) return null;
  const data = object(from.data);
  const image = { url: fileAddress(object(data.image).url, gateway), alt: text(object(data.image).alt) };
  const helpful = object(from.feedback).helpful ?? from.feedback ?? from.helpful;
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
      const title = text(file.title ?? file.name);
      return url && title ? [{ title, url }] : [];
    }),
    helpful: typeof helpful === "boolean" ? helpful : null,
  };
}

/** @param {unknown} raw @returns {Ownership | null} */
export function ownership(raw) {
  const { owner, advisor, queue } = object(raw);
  if (!["bot", "waiting", "human"].includes(owner)) return null;
  const place = object(queue).position ?? queue;
  return { owner, advisor: nameOf(advisor), place: Number.isSafeInteger(place) && place > 0 ? place : null };
}

/** @param {unknown} raw @param {Language} language the record's, and so theirs @returns {News[]} */
export const news = (raw, language) =>
  objects(raw)
    .map(({ id, date, text: words, url }) => ({ id: text(id), date: text(date), text: text(words), url: safeAddress(url), language }))
    .filter((item) => item.text);
