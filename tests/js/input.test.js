import assert from "node:assert/strict";
import { test } from "node:test";
import { labelList, numberRows, sorted } from "../../static/js/lib/input.js";

test("numbers may be apart by commas, spaces, tabs or semicolons", () => {
  assert.deepEqual(numberRows("1, 2\n\n-3;4e-2\n5\t 6\n"), [
    [1, 2],
    [-3, 0.04],
    [5, 6],
  ]);
});

test("what is wrong with the numbers is said with its row", () => {
  assert.throws(() => numberRows("1 2\n3 x"), /Row 2: “x” is not a number/);
  assert.throws(() => numberRows("1 2\n3"), /as many numbers as the first, 2; row 2 has 1/);
  assert.throws(() => numberRows(" \n"), /a row a time step/);
});

test("labels are optional", () => {
  assert.equal(labelList("  "), null);
  assert.deepEqual(labelList("a, b,c"), ["a", "b", "c"]);
});

test("dropped files are told apart by their endings", () => {
  const network = { name: "Model.PT", size: 10 };
  const input = { name: "x.csv", size: 10 };
  assert.deepEqual(sorted([input, network], 1), { checkpoint: network, input });
  assert.throws(() => sorted([{ name: "notes.txt", size: 1 }], 1), /notes\.txt is not read here/);
  assert.throws(() => sorted([network, network], 1), /one network and one input/);
  assert.throws(() => sorted([{ name: "a.pt", size: 3 * 2 ** 20 }], 2), /a\.pt is over the limit of 2 MB/);
});
