import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { safeStore } from "../../bot/channels/widget/keep.js";
import { Session } from "../../bot/channels/widget/session.js";

globalThis.navigator ??= /** @type {any} */ ({});
Object.defineProperty(globalThis.navigator, "onLine", { value: true, configurable: true });

const sessions = [];
afterEach(() => sessions.splice(0).forEach((session) => session.disconnect()));

const settle = async (condition, what = "it did not happen") => {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 6000, what);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const memory = () => safeStore(() => null);

/** The gateway's API over an array. `fail(path, count)` makes the next answers to a path fail. */
function gateway() {
  const it = {
    messages: [], posts: [], pictures: [], calls: [], failing: new Map(), chosen: null, owner: { owner: "bot" }, streams: new Set(), serial: 0, lostAnswers: 0,
    fail(path, how, count = 1) {
      it.failing.set(path, { how, count });
    },
    tell(type, data) {
      for (const stream of it.streams) stream.enqueue(new TextEncoder().encode(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`));
    },
    say(author, text, more = {}) {
      const message = { number: it.messages.length + 1, author, at: "2026-11-23T12:00:00Z", language: "en", text, ...more };
      it.messages.push(message);
      it.tell("message", message);
      return message;
    },
    async send(url, { method, body, signal, headers }) {
      const path = new URL(url).pathname.split("/").at(-1);
      it.calls.push(`${method} ${path}`);
      if (path === "pictures") it.pictures.push(new URL(url).searchParams.get("client_id"));
      const failing = it.failing.get(path);
      if (failing?.count) {
        failing.count -= 1;
        if (failing.how === "network") throw new TypeError("failed to fetch");
        return new Response(JSON.stringify({ error: { code: "x", message: "No." } }), { status: failing.how, headers: { "Retry-After": "0.05" } });
      }
      if (path === "pictures") return Response.json({ number: 1 }, { status: 202 });
      const said = body ? JSON.parse(body) : {};
      if (path === "conversations") {
        it.serial += 1;
        return Response.json({ token: `token-${it.serial}`, conversation: { owner: "bot", messages: [] } }, { status: 201 });
      }
      if (path === "conversation" && method === "GET") return Response.json({ language: "en", chosen_language: it.chosen, messages: it.messages, ...it.owner });
      if (path === "messages") {
        it.posts.push(said.client_id);
        const known = it.messages.find((each) => each.client_id === said.client_id);
        const message = known ?? it.say("person", said.text ?? "pressed", { client_id: said.client_id });
        if (it.lostAnswers-- > 0) throw new TypeError("the answer was lost");
        return Response.json({ number: message.number }, { status: 202 });
      }
      if (path === "events") {
        const last = Number(headers.get("Last-Event-ID"));
        let mine;
        const stream = new ReadableStream({
          start(controller) {
            mine = controller;
            it.streams.add(controller);
            controller.enqueue(new TextEncoder().encode(": hello\n\n"));
            for (const message of it.messages.slice(last)) controller.enqueue(new TextEncoder().encode(`event: message\ndata: ${JSON.stringify(message)}\n\n`));
          },
        });
        signal.addEventListener("abort", () => {
          it.streams.delete(mine);
          try { mine.error(new Error("aborted")); } catch { /* already closed */ }
        });
        return new Response(stream);
      }
      if (path === "about") return Response.json({ news: [{ id: "n", text: "N" }], retention_days: 90, telegram: false });
      if (path === "language") it.chosen = said.language;
      return new Response(null, { status: 204 });
    },
  };
  return it;
}

function session(server, { local = memory(), tab = memory() } = {}) {
  const changes = [];
  const made = new Session({ address: "https://chat.example/", language: "en", local, tab, onChange: (change) => changes.push(change), send: (url, options) => server.send(url, options) });
  sessions.push(made);
  return { made, changes, kinds: (kind) => changes.filter((each) => each.kind === kind), local, tab };
}

test("nothing is asked before the first message", async () => {
  const server = gateway();
  session(server).made.connect();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual(server.calls, []);
});

test("messages written at once arrive in order, each once, in one conversation", async () => {
  const server = gateway();
  const { made, kinds } = session(server);
  for (const text of ["one", "two", "three"]) made.write(text);
  await settle(() => made.messages.length === 3);
  assert.deepEqual(server.messages.map(({ text }) => text), ["one", "two", "three"]);
  assert.equal(server.serial, 1);
  await settle(() => made.queue.entries.length === 0);
  assert.equal(kinds("sent").length, 3);
  assert.equal(kinds("message").length, 0, "our own words must not come as somebody else's");
});

test("a message whose answer is lost goes out again under the same id and is there once", async () => {
  const server = gateway();
  server.lostAnswers = 2;
  const { made } = session(server);
  made.write("once");
  await settle(() => made.queue.entries.length === 0 && made.messages.length === 1);
  assert.equal(new Set(server.posts).size, 1);
  assert.equal(server.messages.length, 1);
});

test("what is unsent when the page goes is sent by the next page", async () => {
  const server = gateway();
  server.fail("messages", "network", 99);
  const first = session(server);
  first.made.write("kept");
  await settle(() => first.made.connection === "lost");
  first.made.disconnect();
  server.failing.clear();
  const second = session(server, first);
  assert.deepEqual(second.made.queue.entries.map(({ text }) => text), ["kept"]);
  second.made.connect();
  await settle(() => server.messages.length === 1 && second.made.queue.entries.length === 0);
});

test("a message that arrived before the page went is not shown twice by the next page", async () => {
  const server = gateway();
  server.lostAnswers = 99;
  const first = session(server);
  first.made.write("arrived");
  await settle(() => server.messages.length === 1);
  first.made.disconnect();
  server.lostAnswers = 0;
  const second = session(server, first);
  second.made.connect();
  await settle(() => second.made.messages.length === 1 && second.made.queue.entries.length === 0);
  assert.equal(second.kinds("message").length, 0);
});

test("history comes silently and what is new does not", async () => {
  const server = gateway();
  const { made, kinds, local } = session(server);
  local.set("token", "token-1");
  server.say("bot", "old");
  const next = session(server, { local });
  next.made.connect();
  await settle(() => next.made.messages.length === 1 && server.streams.size === 1);
  assert.equal(next.kinds("history").length, 1);
  assert.equal(next.kinds("message").length, 0);
  server.say("bot", "new");
  await settle(() => next.kinds("message").length === 1);
  assert.equal(made.messages.length, 0);
  assert.equal(kinds("message").length, 0);
});

test("what this tab sends while its stream opens hides neither what was said before nor that a number was masked", async () => {
  const server = gateway();
  const { made } = session(server);
  const { send } = server;
  let recordIsRead = () => {};
  let goOn = () => {};
  const record = new Promise((resolve) => (recordIsRead = resolve));
  server.send = async (url, options) => {
    if (url.endsWith("/messages")) {
      await record;
      server.say("advisor", "Hello");
    }
    const answer = await send(url, options);
    if (url.endsWith("/conversation")) {
      recordIsRead();
      await new Promise((resolve) => (goOn = resolve));
    }
    return answer;
  };
  made.write("my number is 123456782");
  await settle(() => made.messages.length === 1);
  server.messages[1].text = "my number is [removed]";
  goOn();
  await settle(() => made.messages.length === 2 && made.messages[1].text.includes("removed"));
  assert.deepEqual(made.messages.map(({ text }) => text), ["Hello", "my number is [removed]"]);
});

test("what was said while the stream was down is told once, as new", async () => {
  const server = gateway();
  const { made, kinds } = session(server);
  made.write("hello");
  await settle(() => server.streams.size === 1 && made.messages.length === 1);
  const cut = [...server.streams];
  server.streams.clear();
  server.say("bot", "meanwhile");
  cut.forEach((each) => each.close());
  await settle(() => made.messages.length === 2);
  await settle(() => server.streams.size === 1);
  assert.deepEqual(kinds("message").map(({ message }) => message.text), ["meanwhile"]);
});

test("messages that come out of order are kept in order", async () => {
  const server = gateway();
  const { made } = session(server);
  made.write("hello");
  await settle(() => server.streams.size === 1 && made.messages.length === 1);
  for (const number of [4, 2, 3, 4, 2]) server.tell("message", { number, author: "bot", text: String(number), language: "en", at: "" });
  await settle(() => made.messages.length === 4);
  assert.deepEqual(made.messages.map(({ number }) => number), [1, 2, 3, 4]);
});

test("a refusal that stays one is told and does not hold up the next", async () => {
  const server = gateway();
  server.fail("messages", 422);
  const { made } = session(server);
  made.write("bad");
  made.write("good");
  await settle(() => server.messages.length === 1);
  assert.deepEqual(made.queue.entries.map(({ text, failed }) => [text, failed]), [["bad", "No."]]);
  assert.equal(server.messages[0].text, "good");
});

test("being too fast is waited out", async () => {
  const server = gateway();
  server.fail("messages", 429);
  const { made } = session(server);
  made.write("hello");
  await settle(() => made.connection === "slow");
  await settle(() => server.messages.length === 1);
  assert.equal(made.connection, "fine");
});

test("an expired conversation is left and the message opens a new one", async () => {
  const server = gateway();
  const { made, local } = session(server);
  made.write("first");
  await settle(() => made.messages.length === 1);
  server.messages = [];
  server.fail("messages", 410);
  made.write("second");
  await settle(() => server.messages.length === 1 && made.messages.length === 1);
  assert.equal(local.get("token"), "token-2");
});

test("a choice of language made offline reaches the gateway and is not undone by it", async () => {
  const server = gateway();
  const { made } = session(server);
  made.write("hello");
  await settle(() => server.streams.size === 1 && made.messages.length === 1);
  server.fail("language", "network");
  await made.choose("fr");
  assert.equal(made.language, "fr");
  server.tell("language", { language: "en", chosen_language: "en" });
  server.tell("reload", {});
  await settle(() => server.chosen === "fr");
  assert.equal(made.language, "fr");
});

test("of many choices of language made quickly the last one counts, and the others are not asked for", async () => {
  const server = gateway();
  const { made } = session(server);
  made.write("hello");
  await settle(() => server.streams.size === 1 && made.messages.length === 1);
  const choices = Array.from({ length: 21 }, (_, at) => made.choose(at % 2 ? "en" : "fr"));
  await Promise.all(choices);
  assert.equal(made.language, "fr");
  assert.equal(server.chosen, "fr");
  assert.equal(server.calls.filter((each) => each === "POST language").length, 1);
  await made.choose("en");
  assert.equal(server.chosen, "en");
});

test("where locks are refused a conversation is begun without one", async () => {
  const server = gateway();
  const { made } = session(server);
  Object.defineProperty(navigator, "locks", { configurable: true, value: { request: () => Promise.reject(new DOMException("denied", "SecurityError")) } });
  try {
    made.write("hello");
    await settle(() => made.messages.length === 1);
  } finally {
    delete navigator.locks;
  }
  assert.equal(server.calls.filter((each) => each === "POST conversations").length, 1);
});

test("typing never shows while an advisor has the conversation", async () => {
  const server = gateway();
  const { made } = session(server);
  made.write("hello");
  await settle(() => made.typing);
  server.tell("owner", { owner: "human", advisor: { name: "Marie" } });
  await settle(() => !made.typing);
  server.tell("typing", { on: true });
  made.write("more");
  await settle(() => made.messages.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(made.typing, false);
  assert.equal(made.live, true);
});

test("what was deleted elsewhere is forgotten here, unsent words included", async () => {
  const server = gateway();
  const { made, local } = session(server);
  made.write("hello");
  await settle(() => server.streams.size === 1 && made.messages.length === 1);
  server.tell("deleted", {});
  await settle(() => made.messages.length === 0);
  assert.equal(local.get("token"), null);
  assert.equal(made.started, false);
  assert.equal(server.streams.size, 0);
});

test("a record older than what has come since does not make it new again", async () => {
  const server = gateway();
  let answer = () => {};
  const held = new Promise((resolve) => (answer = resolve));
  const { send } = server;
  server.send = async (url, options) => {
    if (!url.endsWith("/conversation") || options.method !== "GET") return send(url, options);
    const old = await send(url, options);
    await held;
    return old;
  };
  const { made, kinds } = session(server);
  made.write("hello");
  await settle(() => made.messages.length === 1);
  answer();
  await settle(() => server.streams.size === 1);
  server.say("bot", "an answer");
  await settle(() => made.messages.length === 2);
  assert.deepEqual(kinds("history"), []);
  assert.deepEqual(kinds("message").map(({ message }) => message.text), ["an answer"]);
});

test("what anybody may know is asked for without a conversation, and in the language shown by then", async () => {
  const server = gateway();
  const { made } = session(server);
  await made.learn();
  assert.deepEqual(server.calls, ["GET about"]);
  assert.equal(made.about.days, 90);
  assert.equal(made.started, false);
  server.fail("about", "network");
  await made.learn();
  assert.equal(made.about.days, 90, "a failure changes nothing");
  const early = made.learn();
  made.language = "fr";
  await Promise.all([made.learn(), early]);
  assert.equal(made.about.news[0].language, "fr");
});

test("a picture is wanted when the last answer asks for one, and while an advisor is awaited or there", async () => {
  const server = gateway();
  const { made } = session(server);
  made.write("hello");
  await settle(() => server.streams.size === 1 && made.messages.length === 1);
  assert.equal(made.wantsPicture, false);
  server.say("bot", "Send one.", { data: { picture_wanted: true } });
  await settle(() => made.wantsPicture);
  server.say("bot", "Thank you.");
  await settle(() => !made.wantsPicture);
  server.tell("owner", { owner: "waiting" });
  await settle(() => made.wantsPicture);
});

test("a refused picture is told in the gateway's words", async () => {
  const server = gateway();
  const { made, kinds } = session(server);
  made.write("hello");
  await settle(() => made.messages.length === 1);
  server.fail("pictures", 413);
  await made.send(new Blob(["x"], { type: "image/png" }));
  assert.deepEqual(kinds("notice").map(({ words }) => words), ["No."]);
});

const readyForPictures = async () => {
  const server = gateway();
  const it = session(server);
  it.made.write("hello");
  await settle(() => it.made.messages.length === 1 && server.streams.size === 1);
  server.tell("owner", { owner: "waiting" });
  await settle(() => it.made.wantsPicture);
  return { server, ...it };
};
const picture = new Blob(["x"], { type: "image/png" });

for (const [how, why] of [["network", ""], [429, "No."], [503, "No."]]) {
  test(`a picture that did not go out (${how}) is kept, and goes out again under the same id`, async () => {
    const { server, made, kinds } = await readyForPictures();
    server.fail("pictures", how);
    await made.send(picture);
    assert.deepEqual({ ...made.unsentPicture, id: "" }, { picture, id: "", why });
    assert.deepEqual(kinds("notice"), [], "it is told where it can be sent again");
    const { id } = made.unsentPicture;
    await made.send(picture, id);
    assert.equal(made.unsentPicture, null);
    assert.deepEqual(server.pictures, [id, id]);
  });
}

test("a picture that never will be taken is not kept, and neither is the one before it", async () => {
  const { server, made, kinds } = await readyForPictures();
  server.fail("pictures", "network");
  await made.send(picture);
  server.fail("pictures", 415);
  await made.send(picture);
  assert.equal(made.unsentPicture, null);
  assert.deepEqual(kinds("notice").map(({ words }) => words), ["No."]);
});

test("a picture of which only the answer was lost is not offered again once it is on the stream", async () => {
  const { server, made } = await readyForPictures();
  server.fail("pictures", "network");
  await made.send(picture);
  server.say("person", "Picture sent", { client_id: made.unsentPicture.id });
  await settle(() => made.unsentPicture === null);
});

test("a picture is offered again only while somebody would look at it, and not in another conversation", async () => {
  const { server, made } = await readyForPictures();
  server.fail("pictures", "network");
  await made.send(picture);
  server.tell("owner", { owner: "bot" });
  await settle(() => made.unsentPicture === null);
  server.tell("owner", { owner: "human", advisor: { name: "Marie" } });
  await settle(() => made.unsentPicture !== null);
  await made.erase();
  assert.equal(made.kept, null);
});

test("a picture that fails after its conversation was deleted is not kept", async () => {
  const { server, made } = await readyForPictures();
  server.fail("pictures", "network");
  const sending = made.send(picture);
  made.stored({ key: "carm-chat.token", newValue: null });
  await sending;
  assert.equal(made.kept, null);
});

test("a transcript that can't be had is told of", async () => {
  const { server, made, kinds } = await readyForPictures();
  server.fail("transcript", 429);
  assert.equal(await made.transcript("pdf"), undefined);
  assert.deepEqual(kinds("notice").map(({ words }) => words), ["No."]);
});
