import assert from "node:assert/strict";
import test from "node:test";
import { fieldsOf, ownQuery, topicQuery } from "../../static/js/lib/topic-url.js";

const defaults = { matrix: "1,2;3,4", steps: "10", keep: "scale" };

test("what is default is left out, what is no field stays", () => {
  const fields = { matrix: "1,2;3,5", steps: "10.0", keep: "scale" };

  assert.equal(topicQuery("?hide=nav&steps=20", fields, defaults), "hide=nav&matrix=1,2;3,5");
  assert.equal(ownQuery(fields, defaults), "matrix=1,2;3,5");
});

test("an address gives back the fields that made it", () => {
  const fields = { matrix: "1,2;3,5", steps: "20", keep: "squash" };

  assert.deepEqual(fieldsOf(`?${topicQuery("?hide=text", fields, defaults)}`, defaults), fields);
  assert.deepEqual(fieldsOf("", defaults), defaults);
});

test("numbers that are the same count as the same, however they are written", () => {
  assert.equal(ownQuery({ ...defaults, steps: "1e1" }, defaults), "");
  assert.equal(ownQuery({ ...defaults, steps: "" }, defaults), "steps=");
});
