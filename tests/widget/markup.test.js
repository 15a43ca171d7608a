import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, render, safeAddress } from "../../bot/channels/widget/markup.js";

const HOSTILE = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;
const BAD = [
  "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "\u0001javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "blob:https://x/1", "http://example.org", "//example.org", "/path", "path",
  "https:example.org", "https:///example.org", "https:\\\\example.org", "https://user:pw@example.org", "https://cfib-fcei.ca@evil.example", "https://", "about:blank",
  "https://exa mple.org", "https://example.org/\u00a0x", "intent://x", "", "#x", "javascript&colon;alert(1)", "ht\u0000tps://example.org", "x".repeat(3000),
];

test("an address passes only as https, mailto or tel", () => {
  for (const address of ["https://example.org/a?b=c#d", "HTTPS://EXAMPLE.ORG/", "mailto:a@example.org", "tel:+1-833-568-2342"]) assert.ok(safeAddress(address), address);
  for (const address of BAD) assert.equal(safeAddress(address), null, JSON.stringify(address));
  for (const value of [null, undefined, 1, {}, ["https://example.org"]]) assert.equal(safeAddress(value), null);
});

test("paragraphs, line breaks, bullets and steps", () => {
  assert.deepEqual(parse("One\ntwo\n\nthree"), [
    { type: "paragraph", children: ["One", { type: "break" }, "two"] },
    { type: "paragraph", children: ["three"] },
  ]);
  assert.deepEqual(parse("Intro\n- a\n- b\n\n1. c\n\n2. d\nmore"), [
    { type: "paragraph", children: ["Intro"] },
    { type: "bullets", items: [["a"], ["b"]] },
    { type: "steps", start: 1, items: [["c"], ["d more"]] },
  ]);
  assert.deepEqual(parse("3. c"), [{ type: "steps", start: 3, items: [["c"]] }]);
  assert.deepEqual(parse(""), []);
  assert.deepEqual(parse(" \n\t\n"), []);
});

test("bold and links nest once, and marks without a partner are words", () => {
  assert.deepEqual(parse("a **b [c](https://d.example/) e** f")[0].children, [
    "a ",
    { type: "bold", children: ["b ", { type: "link", href: "https://d.example/", children: ["c"] }, " e"] },
    " f",
  ]);
  assert.deepEqual(parse("[**b**](https://d.example/)")[0].children, [{ type: "link", href: "https://d.example/", children: [{ type: "bold", children: ["b"] }] }]);
  for (const words of ["**", "a ** b", "****", "[a]", "[a](", "[a](https://x.example", "](x)", "[](https://x.example)", "a*b*c", "_x_", "# no", "> no", "`no`", "![i](x"]) {
    const said = parse(words)[0].children;
    assert.ok(said.every((part) => typeof part === "string"), words);
  }
});

test("an address with brackets ends where its brackets balance", () => {
  assert.deepEqual(parse("[a](https://x.example/b_(c)) d")[0].children, [{ type: "link", href: "https://x.example/b_(c)", children: ["a"] }, " d"]);
});

test("a link within a link's words stays words", () => {
  const [link, ...rest] = parse("[a [b](https://evil.example/) c](https://x.example/)")[0].children;
  const seen = JSON.stringify([link, ...rest]);
  assert.ok(!/"link".*"link"/.test(seen), seen);
});

test("a bad address leaves its words and nothing to press, in every position", () => {
  for (const address of BAD.filter((each) => !/[\n)]/.test(each))) {
    for (const around of [(link) => link, (link) => `**${link}**`, (link) => `- ${link}`, (link) => `1. ${link}`, (link) => `a\n${link}\nb`]) {
      const tree = JSON.stringify(parse(around(`[w](${address})`)));
      assert.ok(!tree.includes('"link"'), `${address}: ${tree}`);
      assert.ok(tree.includes("w"));
    }
  }
});

test("a backslash makes the sign after it plain, as the gateway's own pages read it", () => {
  const plain = (source) => parse(source)[0].children;
  assert.deepEqual(plain("\\*\\*Jo\\*\\* \\[x\\]\\(https://evil.example/\\) a\\_b"), ["**Jo** [x](https://evil.example/) a_b"]);
  assert.deepEqual(plain("**Name:** \\*\\*x"), [{ type: "bold", children: ["Name:"] }, " **x"]);
  assert.deepEqual(parse("\\- no bullet\n\n1\\. no step").map(({ type }) => type), ["paragraph", "paragraph"]);
  assert.deepEqual(plain("[a\\](https://evil.example/) b](https://x.example/)"), [{ type: "link", href: "https://x.example/", children: ["a](https://evil.example/) b"] }]);
  assert.deepEqual(plain("C:\\temp \\"), ["C:\\temp \\"]);
});

test("characters that reorder the words are dropped", () => {
  assert.deepEqual(parse("a\u202eb\u2066c")[0].children, ["abc"]);
});

/** A document that only knows what a renderer may use, and keeps what was made. */
function recorder() {
  const made = [];
  const node = (name) => ({
    name, children: [], attributes: {},
    append(child) { this.children.push(typeof child === "string" ? { text: child, children: [], attributes: {} } : child); },
    setAttribute(key, value) { this.attributes[key] = value; },
  });
  globalThis.document = { createElement(name) { made.push(name); return node(name); } };
  return made;
}

test("nothing but the subset's elements is ever made, and HTML stays text", () => {
  const made = recorder();
  const source = `${HOSTILE}\n\n- ${HOSTILE}\n- **${HOSTILE}**\n\n1. [${HOSTILE}](https://x.example/"onmouseover="alert(1))\n\n[x](javascript:alert(1))`;
  const nodes = render(source);
  assert.deepEqual([...new Set(made)].sort(), ["a", "li", "ol", "p", "strong", "ul"]);
  const all = [];
  const walk = (node) => { all.push(node); node.children.forEach(walk); };
  nodes.forEach(walk);
  for (const { attributes } of all) for (const name of Object.keys(attributes)) assert.ok(["href", "rel", "target", "start"].includes(name), name);
  const links = all.filter(({ name }) => name === "a");
  assert.equal(links.length, 1);
  assert.match(links[0].attributes.href, /^https:\/\/x\.example\/%22onmouseover=%22alert\(1\)$/);
  assert.equal(links[0].attributes.rel, "noopener noreferrer");
  assert.ok(all.some(({ text }) => text === HOSTILE));
});

test("long hostile input takes no time to speak of", () => {
  for (const piece of ["[", "**", "[a](", "- ", "[[]](", "(", "**[", "\n", "1. ", "[a](https://x.example/("]) {
    const before = process.cpuUsage();
    parse(piece.repeat(20_000));
    const { user } = process.cpuUsage(before);
    assert.ok(user < 1_500_000, `${JSON.stringify(piece)} took ${user} µs`);
  }
});
