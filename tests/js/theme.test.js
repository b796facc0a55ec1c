import assert from "node:assert/strict";
import { test } from "node:test";
import { dressed, recolored } from "../../static/js/lib/theme.js";

const look = {
  dark_of: { "#111111": "#eeeeee", "#222222": "#dddddd" },
  templates: { light: { layout: { font: { size: 10 } } }, dark: { layout: { font: { size: 12 } } } },
};
const figure = {
  data: [
    {
      z: { dtype: "f4", bdata: "AA==" },
      colorscale: [
        [0, "#111111"],
        [1, "#222222"],
      ],
      x: [1, 2],
    },
  ],
  layout: { annotations: [{ font: { color: "#222222" }, text: "#other" }] },
};

test("every known color has its dark counterpart, scales included; numbers are not copied", () => {
  const { data, layout } = recolored(figure, look.dark_of);
  assert.deepEqual(data[0].colorscale, [
    [0, "#eeeeee"],
    [1, "#dddddd"],
  ]);
  assert.equal(data[0].z, figure.data[0].z);
  assert.equal(data[0].x, figure.data[0].x);
  assert.deepEqual(layout.annotations[0], { font: { color: "#dddddd" }, text: "#other" });
});

test("the light theme keeps the figure's colors and never changes the figure", () => {
  const before = structuredClone(figure);
  const light = dressed(figure, "light", look);
  assert.deepEqual(light.data[0].colorscale, figure.data[0].colorscale);
  assert.deepEqual(dressed(figure, "dark", look).layout.template.layout.font, { size: 12 });
  assert.deepEqual(figure, before);
});
