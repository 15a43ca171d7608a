/** From the small markup of answers (docs/api.md) to nodes, by way of a tree. Nobody gets to HTML, inline styles or handlers from here. */

const ITEM = /^\s{0,6}(?:[-•]|(\d{1,3})[.)]) +(.*)$/;
// They could make a link read as another address.
const REORDERING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONGEST_WORDS = 500;
const DEEPEST = 9;

/** Absolute https, mailto and tel only, without control characters, or a user name that could pass for the site's. @param {unknown} address */
export function safeAddress(address) {
  if (typeof address !== "string" || address.length > 2000 || /[\u0000-\u0020\u007f-\u00a0\\]/.test(address)) return null;
  if (!/^(https:\/\/[^/]|mailto:|tel:)/i.test(address)) return null;
  try {
    const { href, username, password } = new URL(address);
    return username || password ? null : href;
  } catch {
    return null;
  }
}

/** Marks without a partner are plain. @param {string} text @param {boolean} [inBold] @param {boolean} [inLink] */
function inline(text, inBold, inLink) {
  /** @type {Inline[]} */
  const out = [];
  let plain = "";
  let at = 0;
  /** @param {Inline[]} children @param {number} end */
  const add = (children, end) => {
    if (plain) out.push(plain);
    plain = "";
    out.push(...children);
    at = end;
  };
  while (at < text.length) {
    const bold = !inBold && text.startsWith("**", at) ? text.indexOf("**", at + 2) : 0;
    const link = !inLink && text[at] === "[" ? linkAt(text, at) : null;
    if (bold > at + 2) add([{ type: "bold", children: inline(text.slice(at + 2, bold), true, inLink) }], bold + 2);
    else if (link) {
      const children = inline(link.words, inBold, true);
      const href = safeAddress(link.address);
      add(href ? [{ type: "link", href, children }] : children, link.end);
    } else if (text[at] === "\n") add([{ type: "break" }], at + 1);
    else {
      // A backslash makes the sign after it plain.
      if (/^\\[!-/:-@[-\x60{-~]/.test(text.slice(at, at + 2))) at += 1;
      plain += text[at];
      at += 1;
    }
  }
  add([], at);
  return out;
}

/** Brackets in an address must balance. @param {string} text @param {number} at */
function linkAt(text, at) {
  const near = text.slice(at, at + LONGEST_WORDS);
  let middle = near.indexOf("](");
  while (near[middle - 1] === "\\") middle = near.indexOf("](", middle + 1);
  if (middle < 2) return null;
  const from = at + middle + 2;
  let depth = 1;
  for (let end = from; end < text.length && end - from <= 2000; end += 1) {
    const sign = text[end];
    if (sign === "\n" || depth > DEEPEST) return null;
    if (sign === "(") depth += 1;
    else if (sign === ")") depth -= 1;
    if (!depth) return { words: text.slice(at + 1, at + middle), address: text.slice(from, end).trim(), end: end + 1 };
  }
  return null;
}

/** @param {string} source @returns {Block[]} */
export function parse(source) {
  /** @type {{type: Block["type"], start: number, lines: string[]}[]} */
  const raw = [];
  // Whether the next line may continue the last block.
  let open = false;
  for (const line of source.replace(/\r\n?/g, "\n").replace(REORDERING, "").split("\n")) {
    const [item, step, words = ""] = ITEM.exec(line) ?? [];
    const last = raw.at(-1);
    if (item) {
      const type = step ? "steps" : "bullets";
      // A blank line does not end a list: numbers would start again.
      if (last?.type === type) last.lines.push(words);
      else raw.push({ type, start: Number(step ?? 1), lines: [words] });
    } else if (line.trim()) {
      if (open && last) last.lines.push(`${last.lines.pop()}${last.type === "paragraph" ? "\n" : " "}${line.trim()}`);
      else raw.push({ type: "paragraph", start: 1, lines: [line.trim()] });
    }
    open = !!line.trim();
  }
  return raw.map(({ type, start, lines }) => {
    const items = lines.map((line) => inline(line));
    if (type === "paragraph") return { type, children: items[0] };
    return type === "steps" ? { type, start, items } : { type, items };
  });
}

/** @param {string} source */
export function render(source) {
  /** @param {Inline[]} children @returns {(Node | string)[]} */
  const nodes = (children) =>
    children.map((child) => {
      if (typeof child === "string") return child;
      if (child.type === "break") return h("br");
      const inside = nodes(child.children);
      return child.type === "bold" ? h("strong", {}, ...inside) : h("a", { href: child.href }, ...inside);
    });
  return parse(source).map((block) => {
    if (block.type === "paragraph") return h("p", {}, ...nodes(block.children));
    const items = block.items.map((item) => h("li", {}, ...nodes(item)));
    return block.type === "bullets" ? h("ul", {}, ...items) : h("ol", { start: block.start > 1 && block.start }, ...items);
  });
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [props] attributes; functions listen
 * @param {...(Node | string | number | null | undefined | false)} children text is only set as text
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (/^(on|style|src)/.test(name)) throw new Error(name);
    else if (name === "href") {
      const href = safeAddress(value);
      if (href) setAll(element, { href, rel: "noopener noreferrer", target: /^h/.test(href) ? "_blank" : "_self" });
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
  thumb: "M7 11v9H4v-9z M7 11l4-8c2 0 3 1 2 4l-1 2h7a1 1 0 0 1 1 2l-1 7a2 2 0 0 1-2 2H7",
  file: "M12 4v11 M7 11l5 5 5-5 M5 20h14",
  picture: "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15 9h.01",
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
  // Ours, so not for the allow-list.
  anchor.href = URL.createObjectURL(blob);
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}
