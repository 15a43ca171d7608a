/** The small markup of answers: paragraphs, "- " bullets, "1. " steps, **bold**, [words](address). Never HTML. */

const SCHEMES = new Set(["https:", "mailto:", "tel:"]);
const BULLET = /^\s{0,6}[-•] +(.*)$/;
const STEP = /^\s{0,6}(\d{1,3})[.)] +(.*)$/;
// They could make a link read as another address.
const REORDERING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONGEST_WORDS = 500;

/** Absolute https, mailto and tel only, without control characters, or a user name that could pass for the site's. @param {unknown} address @returns {string | null} */
export function safeAddress(address) {
  if (typeof address !== "string" || address.length > 2000 || /[\u0000-\u0020\u007f-\u00a0\\]/.test(address)) return null;
  if (!/^(https:\/\/[^/]|mailto:|tel:)/i.test(address)) return null;
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** Marks without a partner are plain. @param {string} text @param {{bold?: boolean, link?: boolean}} [inside] @returns {Inline[]} */
function inline(text, inside = {}) {
  /** @type {Inline[]} */
  const out = [];
  let plain = "";
  const flush = () => {
    if (plain) out.push(plain);
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    if (!inside.bold && text.startsWith("**", at)) {
      const end = text.indexOf("**", at + 2);
      if (end > at + 2) {
        flush();
        out.push({ type: "bold", children: inline(text.slice(at + 2, end), { ...inside, bold: true }) });
        at = end + 2;
        continue;
      }
    }
    const link = !inside.link && text[at] === "[" ? linkAt(text, at) : null;
    if (link) {
      flush();
      const children = inline(link.words, { ...inside, link: true });
      const href = safeAddress(link.address);
      if (href) out.push({ type: "link", href, children });
      else out.push(...children);
      at = link.end;
      continue;
    }
    if (text[at] === "\n") {
      flush();
      out.push({ type: "break" });
    } else {
      plain += text[at];
    }
    at += 1;
  }
  flush();
  return out;
}

/** Brackets in an address must balance. @param {string} text @param {number} at */
function linkAt(text, at) {
  const middle = text.slice(at, at + LONGEST_WORDS).indexOf("](");
  if (middle < 2) return null;
  const from = at + middle + 2;
  let depth = 1;
  for (let end = from; end < text.length && end - from <= 2000; end += 1) {
    const character = text[end];
    if (character === "\n") return null;
    if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    if (depth === 0) return { words: text.slice(at + 1, at + middle), address: text.slice(from, end).trim(), end: end + 1 };
  }
  return null;
}

/** @param {string} source @returns {Block[]} */
export function parse(source) {
  const lines = source.replace(/\r\n?/g, "\n").replace(REORDERING, "").split("\n");
  /** @type {{type: "paragraph" | "bullets" | "steps", start: number, lines: string[]}[]} */
  const raw = [];
  let open = false; // whether the next line may continue the last block
  for (const line of lines) {
    if (!line.trim()) {
      open = false;
      continue;
    }
    const bullet = BULLET.exec(line);
    const step = bullet ? null : STEP.exec(line);
    const last = raw.at(-1);
    if (bullet || step) {
      const type = bullet ? "bullets" : "steps";
      // A blank line does not end a list: numbers would start again.
      if (last?.type === type) last.lines.push(bullet ? bullet[1] : step?.[2] ?? "");
      else raw.push({ type, start: Number(step?.[1] ?? 1), lines: [bullet ? bullet[1] : step?.[2] ?? ""] });
    } else if (open && last) {
      last.lines[last.lines.length - 1] += (last.type === "paragraph" ? "\n" : " ") + line.trim();
    } else {
      raw.push({ type: "paragraph", start: 1, lines: [line.trim()] });
    }
    open = true;
  }
  return raw.map((block) => {
    const items = block.lines.map((line) => inline(line));
    if (block.type === "paragraph") return { type: "paragraph", children: items[0] };
    return block.type === "steps" ? { type: "steps", start: block.start, items } : { type: "bullets", items };
  });
}

/** @param {string} source @param {Pick<Document, "createElement" | "createTextNode">} document @returns {Node[]} */
export function render(source, document) {
  /** @param {Node} parent @param {Inline[]} children */
  const fill = (parent, children) => {
    for (const child of children) {
      if (typeof child === "string") parent.appendChild(document.createTextNode(child));
      else if (child.type === "break") parent.appendChild(document.createElement("br"));
      else if (child.type === "bold") fill(parent.appendChild(document.createElement("strong")), child.children);
      else {
        const link = document.createElement("a");
        link.setAttribute("href", child.href);
        link.setAttribute("rel", "noopener noreferrer");
        if (child.href.startsWith("https:")) link.setAttribute("target", "_blank");
        fill(parent.appendChild(link), child.children);
      }
    }
    return parent;
  };
  return parse(source).map((block) => {
    if (block.type === "paragraph") return fill(document.createElement("p"), block.children);
    const list = document.createElement(block.type === "steps" ? "ol" : "ul");
    if (block.type === "steps" && block.start !== 1) list.setAttribute("start", String(block.start));
    for (const item of block.items) fill(list.appendChild(document.createElement("li")), item);
    return list;
  });
}
