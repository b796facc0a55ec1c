import assert from "node:assert/strict";
import { test } from "node:test";
import { gradientScale, readingAt, saidOf, shadesOf, tagOf } from "../../static/js/lib/reading.js";

const OWN = {
  tags: [1, 0],
  probabilities: [
    [0.25, 0.75],
    [0.9, 0.1],
  ],
  gradient_norms: [0.01, 0],
  influence: [
    [0.5, -0.25],
    [0, 2],
  ],
  gates: { forget_gate: [0.125, 0.5] },
};
const FACTS = { tags: ["ADJ", "NOUN"], own: { words: ["can", "red"], is_known: [true, false], target: 1 } };
const SNAPSHOTS = [
  { step: 0, facts: FACTS, look: { lstm: { own: OWN } } },
  { step: 5 },
  { step: 9, look: { lstm: { own: { ...OWN, gradient_norms: [100, 0] } } } },
];

test("a reading is of the newest look up to the step", () => {
  assert.equal(readingAt(SNAPSHOTS, "lstm", 7).gradient_norms[0], 0.01);
  assert.equal(readingAt(SNAPSHOTS, "lstm", 9).gradient_norms[0], 100);
  assert.equal(readingAt(SNAPSHOTS, "gru", 9), null);
});

test("the scale is the same at all steps", () => {
  assert.deepEqual(gradientScale(SNAPSHOTS), { low: -2, high: 2 });
});

test("words are shaded by the gradient, or by what a tag loses without them", () => {
  const reading = readingAt(SNAPSHOTS, "lstm", 0);

  assert.deepEqual(shadesOf(reading, "gradient", 1), [0.01, 0]);
  assert.deepEqual(shadesOf(reading, "influence", 1), [-0.25, 2]);
  assert.deepEqual(tagOf(reading, 0), { tag: "NOUN", share: "75 %" });
});

test("a word's numbers are said in words", () => {
  const reading = readingAt(SNAPSHOTS, "lstm", 0);

  const [known, unknown] = [saidOf(reading, 0, 1), saidOf(reading, 1, 1)];

  assert.match(known, /^“can” is tagged NOUN \(75 %; next ADJ, 25 %\)\./);
  assert.match(known, /= 0\.0100 for the tag of “red”\./);
  assert.match(known, /the tag of “red” gains 0\.25 nats\. Gates, mean of units: f 0\.13\./);
  assert.match(unknown, /a word that training never saw,/);
  assert.match(unknown, /= 0, exactly, for the tag of “red”\. Read as unknown, its tag loses 2\.00 nats/);
});

test("numbers that are none are told as such", () => {
  const nothing = {
    probabilities: [[null, null]],
    gradient_norms: [null],
    influence: [[null]],
    gates: { i: [null] },
  };
  const own = { words: ["can"], is_known: [true], target: 0 };
  const reading = { ...own, names: ["ADJ", "NOUN"], tags: [0], ...nothing };

  assert.equal(tagOf(reading, 0).share, "–");
  assert.doesNotMatch(saidOf(reading, 0, 0), /null|NaN|undefined tag/);
});
