import assert from "node:assert/strict";
import { test } from "node:test";
import { arrayUrl, figuresUrl, pageUrl, paramsOf, pinOf, viewQuery } from "../../static/js/lib/url.js";

const settled = {
  layer: null,
  direction: "forward",
  sample: 0,
  projection: "pca",
  units: "0,1",
  order: "index",
  start: 0,
  stop: null,
};

test("what is default is not in the address", () => {
  assert.deepEqual(viewQuery(settled), {});
  assert.deepEqual(viewQuery({ ...settled, layer: 0, start: 5 }), { layer: "0", start: "5" });
});

test("an address gives back the parameters that made it", () => {
  const params = { ...settled, layer: 1, direction: "backward", units: "3,7", projection: "units", stop: 40 };
  const url = pageUrl("?hide=nav&stop=9", { model: "m", trace: "t", params, step: 4, unit: null });
  assert.equal(
    url,
    "/microscope?hide=nav&model=m&trace=t&layer=1&direction=backward&projection=units&units=3,7&stop=40&step=4",
  );
  assert.deepEqual(paramsOf(url.slice(url.indexOf("?"))), params);
  assert.deepEqual(pinOf(url.slice(url.indexOf("?"))), { step: 4, unit: null });
});

test("an address without a parameter means its default", () => {
  assert.deepEqual(paramsOf("?model=m"), settled);
});

test("a pin that is no whole number is no pin", () => {
  assert.deepEqual(pinOf("?step=-3&unit=x"), { step: null, unit: null });
});

test("requests for figures and arrays name their place", () => {
  assert.equal(
    figuresUrl("t/1", { ...settled, start: 2 }, ["credit", "input"]),
    "/api/v1/traces/t%2F1/figures?start=2&slots=credit,input",
  );
  const place = { layer: 0, direction: "backward", sample: null };
  assert.equal(
    arrayUrl("t", "hidden", "npy", place),
    "/api/v1/traces/t/arrays/hidden?format=npy&layer=0&direction=backward",
  );
});
