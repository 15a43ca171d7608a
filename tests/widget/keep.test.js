import assert from "node:assert/strict";
import { test } from "node:test";
import { Queue, newId, safeStore, storageKey } from "../../bot/channels/widget/keep.js";

/** A browser's storage with room for `room` characters a value. */
function storage(room = Infinity) {
  const kept = new Map();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, value) {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
}
const blocked = () => {
  throw new DOMException("blocked", "SecurityError");
};

for (const [name, open] of [["open", (it) => () => it], ["blocked", () => blocked], ["missing", () => () => null]]) {
  test(`a store keeps and forgets when storage is ${name}`, () => {
    const store = safeStore(open(storage()));
    assert.equal(store.get("a"), null);
    store.set("a", "1");
    assert.equal(store.get("a"), "1");
    store.remove("a");
    assert.equal(store.get("a"), null);
  });
}

test("a value that finds no room is kept in memory, and a later one that does is not shadowed", () => {
  const it = storage(3);
  const store = safeStore(() => it);
  store.set("a", "too long");
  assert.equal(store.get("a"), "too long");
  store.set("a", "ok");
  assert.equal(store.get("a"), "ok");
  assert.equal(it.kept.get(storageKey("a")), "ok");
});

test("a queue survives a reload with its ids and its order", () => {
  const it = storage();
  const first = new Queue(safeStore(() => it));
  const ids = ["one", "two", "three"].map((text) => first.add(text, "en").client_id);
  first.remove(first.entries[1]);
  first.fail(first.entries[0], "too long");
  const second = new Queue(safeStore(() => it));
  assert.deepEqual(second.entries.map(({ text }) => text), ["one", "three"]);
  assert.equal(second.next()?.client_id, ids[2]);
  assert.equal(second.entries[0].failed, "too long");
});

test("removing twice says so, and an empty queue leaves nothing behind", () => {
  const it = storage();
  const queue = new Queue(safeStore(() => it));
  const entry = queue.add("x", "fr", "button-1");
  assert.equal(queue.remove(entry), true);
  assert.equal(queue.remove(entry), false);
  assert.equal(it.kept.size, 0);
});

test("what is not ours in storage is passed over", () => {
  for (const saved of ["", "null", "{}", "[1, null, {}]", '[{"client_id":1,"text":"x"}]', "not json", '"text"']) {
    const it = storage();
    it.kept.set(storageKey("unsent"), saved);
    assert.deepEqual(new Queue(safeStore(() => it)).entries, [], saved);
  }
});

test("ids are of the form that the gateway takes, and differ", () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});
