import assert from "node:assert/strict";
import { test } from "node:test";
import { colorAt, decades, inkOn, placeOf } from "../../static/js/lib/shades.js";

test("a logarithmic scale goes from the least to the largest size, exact zeros left out", () => {
  assert.deepEqual(decades([0, 0.001, null, 10]), { low: -3, high: 1 });
  assert.deepEqual(decades([1e-40, 1]), { low: -12, high: 0 }, "twelve decades at most");
  assert.deepEqual(decades([1, 1]), { low: -0.5, high: 0 }, "and half of one at least");
  assert.equal(decades([0, null]), null);
});

test("a place is within the scale", () => {
  assert.equal(placeOf(-1, { low: -3, high: 1 }), 0.5);
  assert.equal(placeOf(9, { low: -3, high: 1 }), 1);
  assert.equal(placeOf(-9, { low: -3, high: 1 }), 0);
});

test("a color stands on a stop or between two", () => {
  const stops = ["#000000", "#ff8000", "#ffffff"];

  assert.equal(colorAt(stops, 0), "rgb(0, 0, 0)");
  assert.equal(colorAt(stops, 0.5), "rgb(255, 128, 0)");
  assert.equal(colorAt(stops, 0.25), "rgb(128, 64, 0)");
  assert.equal(colorAt(stops, 1), "rgb(255, 255, 255)");
});

test("ink has a contrast of 4.5 on every gray", () => {
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  for (let gray = 0; gray < 256; gray += 1) {
    const luminance = linear(gray / 255) + 0.05;
    const contrast = inkOn(`rgb(${gray}, ${gray}, ${gray})`) === "#000" ? luminance / 0.05 : 1.05 / luminance;
    assert.ok(contrast >= 4.5, `${gray}: ${contrast}`);
  }
});
