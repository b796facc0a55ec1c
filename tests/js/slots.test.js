import assert from "node:assert/strict";
import { test } from "node:test";
import { arraysOf, shortName } from "../../static/js/lib/slots.js";

test("a figure's arrays are those behind it that the trace has", () => {
  const gru = [{ name: "hidden" }, { name: "gradient_norms" }];
  assert.deepEqual(arraysOf("trajectory", gru), ["hidden"]);
  assert.deepEqual(arraysOf("gradient_norms", gru), ["gradient_norms"]);
  assert.deepEqual(arraysOf("cell", gru), []);
});

test("lines have short names in the read-out", () => {
  assert.equal(shortName("gradient_norms", "cell"), "|∂c|");
  assert.equal(shortName("jacobian_norms", "any"), "|J|");
});
