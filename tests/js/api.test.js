import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { isSuperseded, newest, request, send } from "../../static/js/lib/api.js";

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

test("a refusal carries the server's own sentence", async () => {
  globalThis.fetch = async () => Response.json({ detail: "t must be below 5, got 7" }, { status: 422 });
  await assert.rejects(request("/x"), { message: "t must be below 5, got 7", status: 422 });
});

test("a refusal without a body names the status, an empty answer is null", async () => {
  globalThis.fetch = async () => new Response("<h1>", { status: 502 });
  await assert.rejects(request("/x"), /status 502/);
  globalThis.fetch = async () => new Response(null, { status: 204 });
  assert.equal(await request("/x"), null);
});

test("a server that is gone is said in words", async () => {
  globalThis.fetch = async () => {
    throw new TypeError("fetch failed");
  };
  await assert.rejects(request("/x"), /does not answer/);
});

test("objects are sent as JSON", async () => {
  globalThis.fetch = async (_url, options) =>
    Response.json({ method: options.method, body: JSON.parse(options.body) });
  assert.deepEqual(await send("/x", { text: "a" }), { method: "POST", body: { text: "a" } });
});

test("the newest requests abort the ones before them", async () => {
  globalThis.fetch = (url, { signal }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      setTimeout(() => resolve(Response.json({ url })), 5);
    });
  const ask = newest();
  const [old] = ask("/old").map((answer) => answer.catch((error) => error));
  assert.deepEqual(await Promise.all(ask("/new", "/also")), [{ url: "/new" }, { url: "/also" }]);
  assert.equal(isSuperseded(await old), true);
});
