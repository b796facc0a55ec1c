import assert from "node:assert/strict";
import { test } from "node:test";
import {
  begun,
  durationWords,
  heard,
  isOpen,
  nearestPlace,
  placeWords,
  statusWords,
  verbsOf,
} from "../../static/js/lib/run-state.js";

const RUN = { status: "queued", reason: null, step: 0, steps: null };

test("a run is what was heard of it, in order", () => {
  const events = [
    { kind: "status", data: { status: "running", step: 0, steps: 20 } },
    { kind: "snapshot", data: { step: 0, steps: 20, loss: 2 } },
    { kind: "snapshot", data: { step: 10, steps: 20, loss: 1 } },
    { kind: "status", data: { status: "failed", reason: "It broke.", step: 11, steps: 20 } },
    { kind: "failed", data: { step: 11, steps: 20 } },
  ];

  const state = events.reduce(heard, begun(RUN));

  assert.deepEqual(
    state.snapshots.map(({ loss }) => loss),
    [2, 1],
  );
  assert.deepEqual([state.status, state.reason, state.step, state.steps], ["failed", "It broke.", 11, 20]);
});

test("a snapshot that is told twice counts once", () => {
  const twice = { kind: "snapshot", data: { step: 10, steps: 20 } };

  const state = heard(heard(begun(RUN), twice), twice);

  assert.equal(state.snapshots.length, 1);
});

test("a run goes on by itself while it waits or learns", () => {
  assert.deepEqual(["queued", "running", "paused", "done", undefined].map(isOpen), [
    true,
    true,
    false,
    false,
    false,
  ]);
  assert.equal(placeWords({ status: "running", step: 1200, steps: 6560 }), "running, update 1,200 of 6,560");
  assert.equal(placeWords({ status: "queued", step: 0, steps: null }), "queued, update 0");
});

test("verbs are offered where they make sense", () => {
  assert.deepEqual(verbsOf("running"), { pause: true, stop: true, resume: false });
  assert.deepEqual(verbsOf("paused"), { pause: false, stop: true, resume: true });
  assert.deepEqual(verbsOf("interrupted"), { pause: false, stop: false, resume: true });
  assert.deepEqual(verbsOf("done"), { pause: false, stop: false, resume: false });
});

test("a run of a program of the user's own can be let go, no more", () => {
  assert.deepEqual(verbsOf("running", "watched"), { pause: false, stop: true, resume: false });
  assert.deepEqual(verbsOf("stopped", "watched"), { pause: false, stop: false, resume: false });
  const words = statusWords({
    status: "interrupted",
    reason: "Silent.",
    asked: null,
    ahead: 0,
    experiment: "watched",
  });
  assert.equal(words, "Interrupted. Silent.");
});

test("a run's standing is said in words, with its place in the queue and its reason", () => {
  assert.match(statusWords({ status: "queued", reason: null, asked: null, ahead: 2 }), /2 before it/);
  assert.match(statusWords({ status: "queued", reason: null, asked: null, ahead: 0 }), /next/);
  assert.match(statusWords({ status: "running", reason: null, asked: "pause", ahead: 0 }), /Asked to pause/);
  assert.match(
    statusWords({ status: "failed", reason: "No such corpus.", asked: null, ahead: 0 }),
    /No such corpus/,
  );
});

test("the nearest snapshot is found, at the ends too", () => {
  const steps = [0, 10, 30];

  assert.deepEqual(
    [-5, 0, 4, 6, 20, 21, 99, Number.POSITIVE_INFINITY].map((step) => nearestPlace(steps, step)),
    [0, 0, 0, 1, 1, 2, 2, 2],
  );
  assert.equal(nearestPlace([], 5), 0);
});

test("lengths of time as people say them", () => {
  assert.deepEqual([7.6, 125, 3780].map(durationWords), ["8 s", "2 min 5 s", "1 h 3 min"]);
});
