import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const FOLDER = new URL("../../bot/channels/widget/", import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".js"));
const modules = names.map((name) => readFileSync(new URL(name, FOLDER), "utf8"));

/** As bot/channels/modules.py serves them; tests/integration/web/test_widget_files.py weighs what really comes. */
const served = (source) => source.replace(/^[ \t]*(?:(?:\/\/[^\n]*|\/\*[^]*?\*\/)[ \t]*)?/gm, (unread) => unread.replace(/[^\n]/g, ""));

test("the modules weigh at most 25 KB, each gzipped alone and all counted", () => {
  const weights = Object.fromEntries(names.map((name, at) => [name, gzipSync(served(modules[at]), { level: 9 }).length]));
  const weight = Object.values(weights).reduce((sum, each) => sum + each, 0);
  assert.ok(weight <= 25_000, `${weight} bytes: ${JSON.stringify(weights)}`);
});

test("no module reads anything as HTML, evaluates text, or names another site", () => {
  const code = modules.join("\n");
  assert.doesNotMatch(code, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser/);
  const addresses = [...code.matchAll(/https?:\/\/[\w.]+/g)].map(String);
  assert.deepEqual(addresses.filter((each) => !each.startsWith("http://www.w3.org")), []);
});
