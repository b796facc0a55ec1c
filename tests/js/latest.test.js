import assert from "node:assert/strict";
import test from "node:test";
import { latest } from "../../static/js/lib/latest.js";

/** A server whose answers come when the test says so. */
function rig({ patienceMs = 100 } = {}) {
  const log = { asked: [], taken: [], failed: [] };
  const open = [];
  let clock = 0;
  const wish = latest({
    ask: (what, signal) => {
      log.asked.push(what);
      return new Promise((resolve, reject) => {
        open.push({ what, resolve, reject });
        signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      });
    },
    take: (answer) => log.taken.push(answer),
    fail: (error) => log.failed.push(error.message),
    patienceMs,
    now: () => clock,
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    log,
    wish,
    wait: (ms) => {
      clock += ms;
    },
    answer: async () => {
      const { what, resolve } = open.shift();
      resolve(`picture of ${what}`);
      await settle();
    },
    refuse: async (words) => {
      open.shift().reject(new Error(words));
      await settle();
    },
    settle,
  };
}

test("one request at a time, and of those that wait only the newest", async () => {
  const { log, wish, answer } = rig();
  for (const what of ["a", "b", "c", "d"]) wish(what);

  assert.deepEqual(log.asked, ["a"]);
  await answer();
  assert.deepEqual(log.asked, ["a", "d"]);
  await answer();
  assert.deepEqual(log.taken, ["picture of a", "picture of d"]);
});

test("a picture that takes too long is given up for the newest wish", async () => {
  const { log, wish, wait, settle, answer } = rig({ patienceMs: 100 });
  wish("a");
  wait(101);
  wish("b");
  await settle();

  assert.deepEqual(log.asked, ["a", "b"]);
  assert.deepEqual(log.failed, []);
  await Promise.all([answer(), answer()]);
  assert.deepEqual(log.taken, ["picture of b"]);
});

test("a refusal is said, and the next wish is asked all the same", async () => {
  const { log, wish, refuse, answer } = rig();
  wish("a");
  wish("b");
  await refuse("too large");
  await answer();

  assert.deepEqual(log.failed, ["too large"]);
  assert.deepEqual(log.taken, ["picture of b"]);
});
