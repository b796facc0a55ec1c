import assert from "node:assert/strict";
import { test } from "node:test";
import { decoded } from "../../static/js/lib/typed.js";
import { pathPoint, pointsOfStep, reader } from "../../static/js/lib/values.js";

const packed = (array, dtype, shape) => {
  const bdata = Buffer.from(array.buffer).toString("base64");
  return shape ? { dtype, bdata, shape } : { dtype, bdata };
};
const z = packed(Float32Array.of(0, 1, 2, 10, 11, 12), "f4", "2, 3");

test("packed and plain arrays read alike", () => {
  assert.deepEqual([...decoded(z).values], [0, 1, 2, 10, 11, 12]);
  assert.deepEqual(decoded(z).shape, [2, 3]);
  assert.deepEqual(
    decoded([
      [1, 2],
      [3, 4],
    ]),
    { values: [1, 2, 3, 4], shape: [2, 2] },
  );
});

test("a heatmap is read by step and unit, wherever the unit's row stands", () => {
  const strip = reader({
    data: [{ type: "heatmap", name: "Hidden state", z, x0: 5, dx: 1 }],
    layout: { yaxis: { labelalias: { 0: "8", 1: "3" } } },
  });
  assert.deepEqual(strip.units, [8, 3]);
  assert.deepEqual(strip.at(6, 3), [{ name: "Hidden state", value: 11 }]);
  assert.equal(strip.at(4, 3)[0].value, null);
  assert.equal(strip.at(8, 3)[0].value, null);
  assert.equal(strip.at(6, 0)[0].value, null);
  assert.equal(strip.exact, true);
});

test("a binned heatmap answers with its column, and says that it is not exact", () => {
  const x = packed(Float64Array.of(-0.5, 9.5, 19.5, 25.5), "f8");
  const strip = reader({ data: [{ type: "heatmap", z, x }], layout: {} });
  assert.equal(strip.at(9, 0)[0].value, 0);
  assert.equal(strip.at(10, 1)[0].value, 11);
  assert.equal(strip.at(25, 1)[0].value, 12);
  assert.equal(strip.exact, false);
});

test("lines are read at their own steps only, and an exact zero once", () => {
  const strip = reader({
    data: [
      { type: "scatter", name: "hidden", x: [0, 2], y: [0.5, 0] },
      { type: "scatter", name: "hidden: exactly 0", x: [0, 2], y: [Number.NaN, 1e-9] },
    ],
    layout: {},
  });
  assert.deepEqual(strip.at(2), [{ name: "hidden", value: 0 }]);
  assert.deepEqual(strip.at(1), [{ name: "hidden", value: null }]);
});

test("a trajectory's cursor goes to the drawn step that is nearest", () => {
  const steps = { name: "steps", customdata: [0, 10, 20], x: [1, 2, 3], y: [4, 5, 6] };
  assert.deepEqual(pathPoint({ data: [{ name: "path" }, steps] }, 12), { x: [[2]], y: [[5]] });
});

test("the points of the nearest computed step are found", () => {
  const customdata = [
    [1, 0, 4],
    [1, 0, 4],
    [1, 0, 9],
  ];
  assert.deepEqual(pointsOfStep({ data: [{ name: "circle" }, { customdata }] }, 5), [0, 1]);
});
