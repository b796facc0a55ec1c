import assert from "node:assert/strict";
import { test } from "node:test";
import { changesAt, reachable } from "../../static/js/lib/handles.js";

const point = {
  x: 1,
  y: 2,
  sets: [
    { entry: 0, axis: "x", sign: 1 },
    { entry: 1, axis: "y", sign: -1, from: 1 },
  ],
};
const bar = { x: 0.5, y: 3, sets: [{ entry: 2, axis: "x", sign: 1, from: 0, low: 0, high: 1 }] };

test("a handle of two entries goes wherever it is moved", () => {
  assert.deepEqual(reachable(point, { x: -4, y: 7 }), { x: -4, y: 7 });
  assert.deepEqual(changesAt(point, { x: -4, y: 7 }, 10), [
    { entry: 0, value: "-4" },
    { entry: 1, value: "-6" },
  ]);
});

test("a handle of one entry keeps its height and its limits", () => {
  assert.deepEqual(reachable(bar, { x: 0.25, y: 9 }), { x: 0.25, y: 3 });
  assert.deepEqual(reachable(bar, { x: 1.7, y: 9 }), { x: 1, y: 3 });
  assert.deepEqual(reachable(bar, { x: -1, y: 9 }), { x: 0, y: 3 });
  assert.deepEqual(changesAt(bar, { x: 1, y: 3 }, 1.2), [{ entry: 2, value: "1" }]);
});

test("limits are the entry's, not the place's", () => {
  const mirrored = { x: 0, y: 0, sets: [{ entry: 0, axis: "x", sign: -1, from: 5, low: 0, high: 2 }] };

  assert.deepEqual(reachable(mirrored, { x: 9, y: 0 }), { x: 5, y: 0 });
  assert.deepEqual(reachable(mirrored, { x: 1, y: 0 }), { x: 3, y: 0 });
});
