import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { filled, thinning } from "../../static/js/lib/binding.js";

const { snapshots, cases, long, axes } = JSON.parse(
  readFileSync(new URL("../live/binding_cases.json", import.meta.url)),
);

for (const { what, trace, step, filled: wanted } of cases) {
  test(`a trace is filled from its path: ${what}`, () => {
    const { data } = filled({ data: [trace], layout: {} }, snapshots, step);

    assert.deepEqual(data, [{ ...trace, ...wanted }]);
  });
}

for (const { what, count, points, x, note } of long) {
  test(`a long course is thinned and says so: ${what}`, () => {
    const told = Array.from({ length: count }, (_, place) => ({ step: 10 * place, loss: place }));
    const figure = { data: [{ type: "scatter", meta: { over: "loss" } }], layout: {} };

    const [trace] = filled(figure, told, 0).data;

    assert.equal(trace.x.length, points);
    for (const [place, step] of Object.entries(x)) assert.equal(trace.x[place], step);
    assert.deepEqual(
      trace.y.map((value) => 10 * value),
      trace.x,
    );
    assert.equal(thinning(told, figure), note);
  });
}

for (const { what, figure, axis, ends, is_log } of axes) {
  test(`a steady axis shows every step: ${what}`, () => {
    const [low, high] = filled(figure, snapshots, 0).layout[axis].range;

    const [from, to] = is_log ? ends.map(Math.log10) : ends;
    const air = 0.06 * (to - from);
    assert.ok(Math.abs(low - (from - air)) < 1e-12);
    assert.ok(Math.abs(high - (to + air)) < 1e-12);
  });
}

test("the line stands at the chosen step, and the figure is left as it was", () => {
  const figure = { data: [], layout: { shapes: [{ name: "chosen step", x0: 0, x1: 0 }, { x0: 3 }] } };

  const { layout } = filled(figure, snapshots, 20);

  assert.deepEqual(layout.shapes, [{ name: "chosen step", x0: 20, x1: 20 }, { x0: 3 }]);
  assert.equal(figure.layout.shapes[0].x0, 0);
});

test("an exact 0 is a gap on a log axis", () => {
  const trace = { type: "scatter", yaxis: "y2", meta: { at: "cells.rnn.norms" } };
  const figure = { data: [trace], layout: { yaxis2: { type: "log" } } };

  assert.deepEqual(filled(figure, snapshots, 0).data[0].y, [8, null, 2]);
});

test("a snapshot that came since is drawn too", () => {
  const trace = { type: "scatter", meta: { over: "loss" } };
  const figure = { data: [trace], layout: { meta: { steady: ["yaxis"] } } };
  const growing = [{ step: 0, loss: 3 }];
  const before = filled(figure, growing, 0);
  growing.push({ step: 1, loss: 1 });

  const after = filled(figure, growing, 0);

  assert.deepEqual(before.data[0].y, [3]);
  assert.deepEqual(after.data[0].y, [3, 1]);
  assert.ok(after.layout.yaxis.range[0] < 1);
});
