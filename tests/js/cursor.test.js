import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, nearest, numberAt, pixelOf, rulerSteps, wholeSteps } from "../../static/js/lib/cursor.js";

const span = { start: 72, length: 400, range: [-0.5, 9.5] };

test("pixels and steps are each other's inverse", () => {
  for (const step of [0, 4, 9]) assert.equal(numberAt(pixelOf(step, span), span), step);
  assert.equal(pixelOf(0, span), 92);
});

test("a step owns its whole cell, and nothing outside of the axis is a step", () => {
  assert.equal(numberAt(72, span), 0);
  assert.equal(numberAt(111, span), 0);
  assert.equal(numberAt(113, span), 1);
  assert.equal(numberAt(472, span), 9);
  assert.equal(numberAt(71, span), null);
  assert.equal(numberAt(473, span), null);
});

test("a zoomed axis counts from its own start", () => {
  assert.equal(numberAt(72, { ...span, range: [99.5, 109.5] }), 100);
});

test("keys move within what is shown, units in the order in which they stand", () => {
  const bounds = { start: 2, stop: 6, units: [7, 3, 5] };
  const from = { step: 5, unit: 3 };
  assert.deepEqual(moved(from, "ArrowRight", bounds), { step: 5, unit: 3 });
  assert.deepEqual(moved(from, "ArrowLeft", bounds), { step: 4, unit: 3 });
  assert.deepEqual(moved(from, "Home", bounds), { step: 2, unit: 3 });
  assert.deepEqual(moved(from, "End", bounds), { step: 5, unit: 3 });
  assert.deepEqual(moved(from, "ArrowDown", bounds), { step: 5, unit: 5 });
  assert.deepEqual(moved({ step: 5, unit: 7 }, "ArrowUp", bounds), { step: 5, unit: 7 });
  assert.equal(moved(from, "Tab", bounds), null);
});

test("the first key finds the first step and unit", () => {
  const bounds = { start: 2, stop: 6, units: [7, 3] };
  const nowhere = { step: null, unit: null };
  assert.deepEqual(moved(nowhere, "ArrowRight", bounds), { step: 2, unit: null });
  assert.deepEqual(moved(nowhere, "ArrowDown", bounds), { step: 2, unit: 7 });
  assert.deepEqual(moved(nowhere, "ArrowDown", { ...bounds, units: [] }), { step: 2, unit: null });
});

test("nearest finds the closest entry", () => {
  assert.equal(nearest([0, 10, 20], 14), 1);
  assert.equal(nearest([], 3), -1);
});

test("a zoom is rounded to whole steps, at least two, inside of the sequence", () => {
  assert.deepEqual(wholeSteps([1.6, 4.2], 10), [2, 5]);
  assert.deepEqual(wholeSteps([4.2, 1.6], 10), [2, 5]);
  assert.deepEqual(wholeSteps([3.1, 3.2], 10), [3, 5]);
  assert.deepEqual(wholeSteps([-4, 40], 10), [0, 10]);
  assert.deepEqual(wholeSteps([9.3, 9.4], 10), [8, 10]);
});

test("the ruler thins to human numbers", () => {
  assert.deepEqual(rulerSteps(0, 5, 10), { every: 1, steps: [0, 1, 2, 3, 4] });
  assert.deepEqual(rulerSteps(3, 24, 5), { every: 5, steps: [5, 10, 15, 20] });
  assert.equal(rulerSteps(0, 20_000, 50).every, 500);
});
