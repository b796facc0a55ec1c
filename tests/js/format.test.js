import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, formatNumber, richParts } from "../../static/js/lib/format.js";

test("numbers have a few significant digits, a true minus and a readable power", () => {
  const cases = [
    [0, "0"],
    [1.5, "1.50"],
    [-0.01234, "−0.0123"],
    [99_999, "99999"],
    [123_456, "1.2·10⁵"],
    [-3.21e-7, "−3.2·10⁻⁷"],
    [null, "–"],
    [Number.NaN, "–"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
  assert.equal(formatNumber(-0.7196, 2), "−0.72");
});

test("bytes are told in the largest fitting unit", () => {
  assert.deepEqual([532, 64_200, 1_440_000].map(formatBytes), ["532 bytes", "64 kB", "1.4 MB"]);
});

test("only sub and sup become elements", () => {
  assert.deepEqual(richParts("dL<sub>t</sub> <b>x</b>"), [
    { tag: "", text: "dL" },
    { tag: "sub", text: "t" },
    { tag: "", text: " <b>x</b>" },
  ]);
});
