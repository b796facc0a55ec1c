import assert from "node:assert/strict";
import test from "node:test";
import {
  entriesOf,
  fromSlider,
  nextTo,
  rounded,
  textOf,
  toSlider,
  withEntries,
} from "../../static/js/lib/numbers.js";

test("vectors and matrices are read as they stand in an address, and as people paste them", () => {
  const rows = [
    ["1", "-2"],
    ["3.5", "4"],
  ];
  for (const text of [
    "1,-2;3.5,4",
    "1 -2\n3.5 4",
    "[[1, -2], [3.5, 4]]",
    "(1, −2); (3.5, 4)",
    "array([[1, -2],\n       [3.5, 4]])",
  ])
    assert.deepEqual(entriesOf(text), rows, text);
  assert.equal(textOf(rows), "1,-2;3.5,4");
  assert.deepEqual(entriesOf(" "), []);
});

test("single entries are set and all others stay as they were written", () => {
  const changes = [
    { entry: 1, value: "9" },
    { entry: 2, value: "-1" },
    { entry: 7, value: "5" },
  ];

  assert.equal(withEntries("-1.15011703,2;3,4", changes), "-1.15011703,9;-1,4");
});

test("a dragged number has as many digits as its axis makes sensible", () => {
  assert.equal(rounded(0.123456, 2.3), "0.12");
  assert.equal(rounded(12.3456, 80), "12.3");
  assert.equal(rounded(-0.0001, 2), "0");
  assert.equal(rounded(1234.5, 5000), "1235");
});

test("a slider over decades has its middle at the geometric mean", () => {
  const range = { low: 1, high: 10_000, scale: "log", step: 1 };

  assert.equal(fromSlider(0.5, range), 100);
  assert.equal(toSlider(100, range), 0.5);
  assert.equal(fromSlider(1, range), 10_000);
});

test("a plain slider snaps to its steps and stays within its limits", () => {
  const range = { low: 0, high: 3, scale: "linear", step: 0.1 };

  assert.equal(fromSlider(0.34, range), 1);
  assert.equal(fromSlider(1.2, range), 3);
  assert.equal(toSlider(1.5, range), 0.5);
});

test("an arrow key on a slider always leads to another number, up to its ends", () => {
  const steps = { low: 1, high: 1000, step: 1, scale: "log" };
  const rates = { low: 0.001, high: 10, step: 0.0001, scale: "log" };

  assert.equal(nextTo(10, -1, steps), 9);
  assert.equal(nextTo(10, 1, steps), 11);
  assert.equal(nextTo(900, 1, steps), 906);
  assert.equal(nextTo(1, -1, steps), 1);
  assert.equal(nextTo(1000, 1, steps), 1000);
  assert.ok(nextTo(0.1, -1, rates) < 0.1);
});
