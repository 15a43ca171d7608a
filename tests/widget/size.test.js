import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const FOLDER = new URL("../../bot/channels/widget/", import.meta.url);
const modules = readdirSync(FOLDER).filter((name) => name.endsWith(".js")).map((name) => readFileSync(new URL(name, FOLDER)));

test("all modules together weigh at most 25 KB gzipped", () => {
  const weight = gzipSync(Buffer.concat(modules), { level: 9 }).length;
  assert.ok(weight <= 25_000, `${weight} bytes`);
});

test("no module reads anything as HTML, evaluates text, or names another site", () => {
  const code = modules.join("\n");
  assert.doesNotMatch(code, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser/);
  const addresses = [...code.matchAll(/https?:\/\/[\w.]+/g)].map(String);
  assert.deepEqual(addresses.filter((each) => !each.startsWith("http://www.w3.org")), []);
});
