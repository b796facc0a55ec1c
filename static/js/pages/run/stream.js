/** A run's events, from the first: the browser's EventSource asks again by itself where it was cut off. */
import { oncePerFrame } from "../../lib/dom.js";
import { begun, heard } from "../../lib/run-state.js";
import { API } from "../../lib/url.js";

const KINDS = ["status", "snapshot", "done", "failed"];

/**
 * @param {{id: string}} run
 * @param {(state: object, kinds: Set<string>) => void} act at most once a frame, with the state after all that was heard
 * @returns {() => void} stops to follow
 */
export function follow(run, act) {
  let state = begun(run);
  let news = new Set();
  let isFollowed = true;
  const tell = oncePerFrame(() => {
    if (!isFollowed) return;
    const kinds = news;
    news = new Set();
    act(state, kinds);
  });
  const source = new EventSource(`${API}/runs/${encodeURIComponent(run.id)}/events`);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => {
      state = heard(state, { kind, data: JSON.parse(event.data) });
      news.add(kind);
      if (kind === "done" || kind === "failed") source.close();
      tell();
    });
  }
  source.onopen = () => connected("");
  source.onerror = () =>
    connected("The server does not answer. What was told stays; this page goes on asking.");
  return () => {
    isFollowed = false;
    source.close();
  };
}

function connected(words) {
  document.querySelector("[data-connection]").textContent = words;
}
