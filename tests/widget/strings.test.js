import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { STRINGS, clockTime, languageOf, longDate, say } from "../../bot/channels/widget/strings.js";

const { en, fr } = STRINGS;
const FOLDER = new URL("../../bot/channels/widget/", import.meta.url);
const placeholders = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test("both languages have the same strings with the same placeholders", () => {
  assert.deepEqual(Object.keys(fr), Object.keys(en));
  for (const key of Object.keys(en)) {
    assert.deepEqual(placeholders(fr[key]), placeholders(en[key]), key);
    assert.ok(en[key].trim() && fr[key].trim(), key);
  }
});

test("French follows Canadian typography", () => {
  for (const [key, text] of Object.entries(fr)) {
    assert.doesNotMatch(text, /[^\u00a0]:/, `${key}: a no-break space goes before the colon`);
    assert.doesNotMatch(text, /\s[;!?]/, `${key}: no space goes before ; ! ?`);
    assert.doesNotMatch(text, /'/, `${key}: the apostrophe is ’`);
    assert.doesNotMatch(text, /«(?!\u00a0)|(?<!\u00a0)»/, `${key}: no-break spaces go inside « »`);
    assert.doesNotMatch(text, /CARM|CBSA|CFIB/, `${key}: GCRA, ASFC, FCEI`);
  }
  for (const [key, text] of Object.entries(en)) assert.doesNotMatch(text, /GCRA|ASFC|FCEI|'/, key);
});

test("every string is used, and every one that is used exists", () => {
  const code = readdirSync(FOLDER).filter((name) => name.endsWith(".js") && name !== "strings.js").map((name) => readFileSync(new URL(name, FOLDER), "utf8")).join("\n");
  const used = Object.keys(en).filter((key) => code.includes(`"${key}"`));
  assert.deepEqual(Object.keys(en).filter((key) => !used.includes(key)), []);
});

test("placeholders are filled and an unknown one stays", () => {
  assert.equal(say("en", "waitingPlace", { place: 2 }), "Waiting for a CFIB Business Advisor. Your place in line: 2.");
  assert.match(say("fr", "waitingPlace"), /\{place\}/);
});

test("dates and times are written as people do", () => {
  assert.equal(longDate("2026-11-23", "en"), "November 23, 2026");
  assert.equal(longDate("2026-11-23", "fr"), "23 novembre 2026");
  assert.equal(longDate("2025-05-01", "fr"), "1er mai 2025");
  assert.equal(longDate("2026-02-10T23:59:59Z", "en"), "February 10, 2026");
  for (const wrong of ["", "soon", "2026-13-99", "<script>"]) assert.equal(longDate(wrong, "en"), "");
  assert.equal(clockTime("nonsense", "fr"), "");
});

test("tags name our two languages and no other", () => {
  assert.deepEqual(["fr-CA", "FR", "en_US", "de", "", null, 5, "french"].map(languageOf), ["fr", "fr", "en", null, null, null, null, null]);
});
