import assert from "node:assert/strict";
import { test } from "node:test";
import { Gateway, Refused, about, fileAddress, message, ownership } from "../../bot/channels/widget/gateway.js";

const HERE = "http://127.0.0.1:8000/";
const whole = {
  number: 3, author: "bot", at: "2026-11-23T12:00:00Z", language: "fr", text: "x", outcome: "what_is_carm",
  buttons: [{ id: "a", title: "A" }], sources: [{ title: "S", url: "https://example.org/", checked: "2026-11-23" }], data: {}, feedback: { helpful: true },
};

test("a message is read as it is", () => {
  const read = message(whole, HERE);
  assert.equal(read.helpful, true);
  assert.deepEqual(read.buttons, whole.buttons);
  assert.deepEqual(read.sources, whole.sources);
  assert.equal(message({ ...whole, feedback: undefined }, HERE).helpful, null);
  assert.equal(message({ ...whole, author: "advisor", advisor: "Marie" }, HERE).name, "Marie");
});

test("only a notice ends a hand-off", () => {
  const data = { hand_off: "K7R-4XA9" };
  assert.equal(message({ ...whole, author: "system", data }, HERE).endsHandOff, true);
  for (const author of ["person", "bot", "advisor"]) assert.equal(message({ ...whole, author, data }, HERE).endsHandOff, false);
  assert.equal(message({ ...whole, author: "system" }, HERE).endsHandOff, false);
});

test("what is no message is nothing", () => {
  for (const raw of [null, 1, "x", [], {}, { ...whole, number: "3" }, { ...whole, number: 0 }, { ...whole, number: 1.5 }, { ...whole, author: "admin" }]) assert.equal(message(raw, HERE), null);
});

test("parts of the wrong shape fall away and the rest stays", () => {
  const read = message({ ...whole, text: { html: 1 }, language: "de", buttons: [1, { id: "a" }, { id: 5, title: "x" }], sources: "no", data: [], feedback: "yes" }, HERE);
  assert.deepEqual([read.text, read.language, read.buttons, read.sources, read.image, read.files, read.helpful], ["", "en", [], [], null, [], null]);
});

test("a source or news item with a bad address keeps its words without a link", () => {
  assert.equal(message({ ...whole, sources: [{ title: "S", url: "javascript:1" }] }, HERE).sources[0].url, null);
  assert.equal(about({ news: [{ id: "n", date: "2026-01-01", text: "N", url: "javascript:1" }] }, "en").news[0].url, null);
});

test("files come from the gateway itself", () => {
  assert.equal(fileAddress("/api/v1/x.png", HERE), "http://127.0.0.1:8000/api/v1/x.png");
  for (const bad of ["https://example.org/x.png", "https://[", "blob:http://127.0.0.1:8000/x", "http://example.org/x", "//evil.example/x", "javascript:1", "data:image/png;base64,x", "blob:x", "\\\\evil.example\\x", "", null, {}, "http://127.0.0.1:8001/x"]) {
    assert.equal(fileAddress(bad, HERE), null, String(bad));
  }
});

test("who answers is one of three", () => {
  assert.deepEqual(ownership({ owner: "waiting", queue: { position: 2, since: "x" } }), { owner: "waiting", advisor: "", place: 2 });
  assert.deepEqual(ownership({ owner: "human", advisor: { name: "Marie" } }), { owner: "human", advisor: "Marie", place: 0 });
  assert.equal(ownership({ owner: "root" }), null);
  assert.equal(ownership(undefined), null);
});

test("the token goes to the gateway and nowhere else, and never into an address", async () => {
  const asked = [];
  const gateway = new Gateway("https://chat.example", async (url, options) => {
    asked.push([url, options.headers.get("Authorization")]);
    return new Response("{}");
  });
  gateway.token = "secret";
  await gateway.json("GET", "conversation");
  await gateway.ask("GET", "https://files.example/x.csv");
  assert.deepEqual(asked, [["https://chat.example/api/v1/conversation", "Bearer secret"], ["https://files.example/x.csv", null]]);
});

test("a token that somebody has meddled with is the gateway's to refuse", async () => {
  const asked = [];
  const gateway = new Gateway(HERE, async (url, options) => {
    asked.push(options.headers.get("Authorization"));
    return new Response("{}", { status: 401 });
  });
  gateway.token = "a\u0000\n é✓";
  await assert.rejects(gateway.json("GET", "conversation"), (error) => error instanceof Refused && error.gone);
  assert.deepEqual(asked, ["Bearer a%00%0A%20%C3%A9%E2%9C%93"]);
});

test("a refusal carries the gateway's words and whether to try again", async () => {
  const answers = [new Response('{"error":{"code":"x","message":"Too long."}}', { status: 422 }), new Response("<html>", { status: 502 }), new Response("", { status: 429, headers: { "Retry-After": "7" } })];
  const gateway = new Gateway(HERE, async () => answers.shift());
  const refusals = [];
  for (let each = 0; each < 3; each += 1) await gateway.ask("GET", "x").catch((error) => refusals.push(error));
  assert.ok(refusals.every((each) => each instanceof Refused));
  assert.deepEqual(refusals.map(({ message: words, passing, wait }) => [words, passing, wait]), [["Too long.", false, 5], ["", true, 5], ["", true, 7]]);
});

test("what anybody may know is read, and the wrong shape of it is nothing", () => {
  const item = { id: "n", date: "2026-01-01", text: "N", url: "https://example.org/" };
  assert.deepEqual(about({ news: [item], retention_days: 90, telegram: true }, "fr"), { news: [{ ...item, language: "fr" }], days: 90, telegram: true });
  for (const raw of [null, "x", { news: "no", retention_days: "90", telegram: 1 }, { news: [{ text: 5 }], retention_days: -1 }]) {
    assert.deepEqual(about(raw, "en"), { news: [], days: 0, telegram: false });
  }
});

test("a picture is read with its text, and only from the gateway", () => {
  const picture = (path) => message({ ...whole, author: "person", data: { picture: { path, width: 3, height: 2, alt: "Picture sent" } } }, HERE).image;
  assert.deepEqual(picture("/api/v1/pictures/a"), { url: "http://127.0.0.1:8000/api/v1/pictures/a", alt: "Picture sent", isChart: false });
  assert.equal(picture("javascript:1").url, null);
  assert.equal(message({ ...whole, data: { image: { url: "/x.png", alt: "A" } } }, HERE).image.isChart, true);
  assert.equal(message({ ...whole, data: { picture_wanted: true } }, HERE).wantsPicture, true);
  assert.equal(message({ ...whole, data: { picture_wanted: "yes" } }, HERE).wantsPicture, false);
});

test("a picture goes out as it is, with its kind", async () => {
  const sent = [];
  const gateway = new Gateway(HERE, async (url, options) => {
    sent.push([url, options]);
    return Response.json({ number: 3 }, { status: 202 });
  });
  gateway.token = "secret";
  const picture = new Blob(["bytes"], { type: "image/png" });
  await gateway.ask("POST", "pictures?client_id=a", picture);
  const [url, { body, headers }] = sent[0];
  assert.equal(url, "http://127.0.0.1:8000/api/v1/pictures?client_id=a");
  assert.equal(body, picture);
  assert.equal(headers.get("Content-Type"), "image/png");
  assert.equal(headers.get("Authorization"), "Bearer secret");
});
