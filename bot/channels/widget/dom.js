/** Text is only set as text, and an address only if allowed: nobody gets to HTML, inline styles or handlers from here. */
import { safeAddress } from "./markup.js";

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [props] attributes; functions listen
 * @param {...(Node | string | number | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (/^(on|style|src)/.test(name)) throw new Error(name);
    else if (name === "href") {
      const href = safeAddress(value);
      if (href) setAll(element, { href, rel: "noopener noreferrer", target: "_blank" });
    } else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : `${value}`);
  }
  for (const child of children) if (child) element.append(/** @type {Node} */ (child));
  return element;
}

/** @param {(event: Event) => void} click @param {string} className @param {...(Node | string)} children */
export const button = (click, className, ...children) => h("button", { type: "button", class: className, click }, ...children);

/** @param {Element} element @param {Record<string, string>} attributes */
function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

const ICONS = {
  chat: "M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z M8 10h8 M8 13h5",
  close: "M6 6l12 12 M18 6L6 18",
  more: "M5 12h.01 M12 12h.01 M19 12h.01",
  send: "M4 12l16-8-6 16-3-7z",
  thumb: "M7 11v9H4v-9z M7 11l4-8c2 0 2.5 1.5 2 3.5L12.500 9H19a1.500 1.500 0 0 1 1.500 1.800l-1.300 7A2 2 0 0 1 17.200 20H7",
  file: "M12 4v11 M7 11l5 5 5-5 M5 20h14",
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  setAll(svg, { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" });
  setAll(path, { d: ICONS[name] });
  svg.append(path);
  return svg;
}

/** @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const anchor = h("a", { download: name.replace(/[^\p{L}\p{N}._ -]/gu, "_") });
  anchor.href = URL.createObjectURL(blob); // ours, so not for the allow-list
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}
