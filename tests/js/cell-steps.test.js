import assert from "node:assert/strict";
import test from "node:test";
import { levelAt, stepped } from "../../static/js/lib/cell-steps.js";

const BOUNDS = { last: 3, stages: 6 };

test("the keys go through the equations and on to the next step", () => {
  assert.deepEqual(stepped({ step: 1, stage: 2 }, "ArrowRight", BOUNDS), { step: 1, stage: 3 });
  assert.deepEqual(stepped({ step: 1, stage: 6 }, "ArrowRight", BOUNDS), { step: 2, stage: 1 });
  assert.deepEqual(stepped({ step: 2, stage: 1 }, "ArrowLeft", BOUNDS), { step: 1, stage: 6 });
  assert.deepEqual(stepped({ step: 2, stage: 4 }, "Home", BOUNDS), { step: 2, stage: 1 });
  assert.deepEqual(stepped({ step: 2, stage: 4 }, "End", BOUNDS), { step: 2, stage: 6 });
});

test("both ends of the sequence are ends, and other keys are free", () => {
  assert.equal(stepped({ step: 3, stage: 6 }, "ArrowRight", BOUNDS), null);
  assert.equal(stepped({ step: 1, stage: 1 }, "ArrowLeft", BOUNDS), null);
  assert.equal(stepped({ step: 1, stage: 1 }, "Tab", BOUNDS), null);
});

test("a gate's level is 1 at its top and 0 at its bottom, the candidate's -1", () => {
  assert.deepEqual(
    [-1, 0, 0.1, 1, 2].map((place) => levelAt(place, false)),
    ["1", "1", "0.9", "0", "0"],
  );
  assert.deepEqual(
    [0, 0.5, 1].map((place) => levelAt(place, true)),
    ["1", "0", "-1"],
  );
});
