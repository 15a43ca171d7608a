import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStream, SseParser, backoff } from "../../bot/channels/widget/gateway.js";

const SAMPLE = `id: 1\nevent: message\ndata: {"a":1}\n\n: a comment\n\nevent: typing\r\ndata: one\r\ndata:two\r\n\r\ndata\rid: 2\r\rretry: 5\nunknown: x\n\ndata: é 🚚\n\n`;
const EVENTS = [
  { type: "message", data: '{"a":1}' },
  { type: "typing", data: "one\ntwo" },
  { type: "message", data: "" },
  { type: "message", data: "é 🚚" },
];

test("the stream is read the same however it is cut", () => {
  assert.deepEqual(new SseParser().push(SAMPLE), EVENTS);
  for (const size of [1, 2, 3, 5, 7]) {
    const parser = new SseParser();
    const found = [];
    for (let at = 0; at < SAMPLE.length; at += size) found.push(...parser.push(SAMPLE.slice(at, at + size)));
    assert.deepEqual(found, EVENTS, `pieces of ${size}`);
  }
});

test("an event without data, or not yet ended, is none", () => {
  assert.deepEqual(new SseParser().push("event: x\n\nid: 4\n\n"), []);
  assert.deepEqual(new SseParser().push("data: x\n"), []);
});

test("waits grow, are spread, and end at half a minute", () => {
  assert.equal(backoff(1, 1), 500);
  assert.equal(backoff(1, 0), 250);
  assert.equal(backoff(4, 1), 4000);
  assert.equal(backoff(100, 1), 30_000);
});

const bytes = (text) => new TextEncoder().encode(text);
const until = async (condition) => {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 300, "it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** A stream whose answers are given one after another; the last one stays. */
function streaming(answers, options = {}) {
  const told = { events: [], states: [], refused: 0, opened: 0, aborted: 0 };
  const stream = new EventStream({
    async open(signal) {
      signal.addEventListener("abort", () => (told.aborted += 1));
      const answer = answers[Math.min(told.opened, answers.length - 1)];
      told.opened += 1;
      return answer(signal);
    },
    onEvent: (event) => told.events.push(event.data),
    onState: (online) => told.states.push(online),
    onRefused: () => (told.refused += 1),
    ...options,
  });
  return { stream, told };
}

const says = (...pieces) => () => new Response(new ReadableStream({ start(controller) { pieces.forEach((piece) => controller.enqueue(piece)); controller.close(); } }));
const hangs = (...pieces) => (signal) =>
  new Response(new ReadableStream({ start(controller) {
    pieces.forEach((piece) => controller.enqueue(piece));
    signal.addEventListener("abort", () => controller.error(new Error("aborted")));
  } }));

test("a character cut in two arrives whole", async () => {
  const cut = bytes("data: é\n\n");
  const { stream, told } = streaming([hangs(cut.slice(0, 7), cut.slice(7))]);
  stream.start();
  await until(() => told.events.length);
  stream.stop();
  assert.deepEqual(told.events, ["é"]);
});

test("a connection that ends is opened anew, and one that is refused is not", async () => {
  const { stream, told } = streaming([says(bytes("data: 1\n\n")), says(bytes("data: 2\n\n")), () => new Response("no", { status: 410 })]);
  stream.start();
  await until(() => told.refused);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(told.events, ["1", "2"]);
  assert.equal(told.opened, 3);
});

test("a silent connection is given up", async () => {
  const { stream, told } = streaming([hangs(bytes("data: 1\n\n"))], { silence: 40 });
  stream.start();
  await until(() => told.opened > 1);
  stream.stop();
  assert.ok(told.states.includes(false));
});

test("stopping and starting leaves one connection", async () => {
  const { stream, told } = streaming([hangs(bytes(": hi\n\n"))]);
  for (let round = 0; round < 5; round += 1) {
    stream.start();
    stream.start();
    await new Promise((resolve) => setTimeout(resolve, 5));
    stream.stop();
  }
  stream.start();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(told.opened - told.aborted, 1);
  stream.stop();
});
