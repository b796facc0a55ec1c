/** The figures of one trace: what they show is the address's; a newer wish aborts an older one. */
import { isSuperseded, newest } from "../../lib/api.js";
import { element } from "../../lib/dom.js";
import { figuresUrl, pageUrl, pinOf } from "../../lib/url.js";
import { painter } from "./painter.js";

/**
 * @param {HTMLElement} root
 * @param {{model: string, trace: object, params: object, view: object}} page
 */
export function board(root, page) {
  const state = {
    root,
    model: page.model,
    trace: page.trace,
    params: page.params,
    pin: pinOf(location.search),
    cards: new Map([...root.querySelectorAll("figure-card")].map((card) => [card.dataset.slot, card])),
    ask: newest(),
    askDeferred: newest(),
  };
  return {
    cards: state.cards,
    params: () => state.params,
    /** Draw the view that came with the page; `links` is what moves the cursor. */
    start(links) {
      state.links = links;
      return guarded(state, () => show(state, page.view));
    },
    pin(to) {
      state.pin = to;
      history.replaceState(null, "", address(state));
    },
    look: (to, { history: kind }) => look(state, to, kind),
  };
}

function address({ model, trace, params, pin }) {
  return pageUrl(location.search, { model, trace: trace.id, params, ...pin });
}

/** Show the trace in another way; `kind` is push for a choice, none when the address has it already. */
function look(state, to, kind) {
  const before = figuresUrl(state.trace.id, state.params);
  state.params = { ...state.params, ...to };
  const wanted = figuresUrl(state.trace.id, state.params);
  if (wanted === before) return null;
  if (kind === "push") history.pushState(null, "", address(state));
  for (const card of state.cards.values()) card.setAttribute("aria-busy", "true");
  return guarded(state, async () => show(state, await state.ask(wanted)[0]));
}

async function show(state, view) {
  const { root, cards, trace, params, links, askDeferred } = state;
  sayVerdict(root, view);
  links.span(params);
  const paint = painter(cards, trace, params);
  await paint(view);
  links.refresh();
  const answers = askDeferred(...view.deferred.map((slot) => figuresUrl(trace.id, params, [slot])));
  await Promise.all(answers.map((answer, index) => showLate(state, paint, answer, view.deferred[index])));
}

/** A figure that takes time is drawn when it comes; why it was refused stands in its own place. */
async function showLate({ cards, links }, paint, answer, slot) {
  try {
    await paint(await answer);
    links.refresh();
  } catch (error) {
    if (!isSuperseded(error)) cards.get(slot)?.tell("failed", error.message);
  }
}

/** Do something that may fail; the reason stands on the page. */
async function guarded({ root, cards }, work) {
  const status = root.querySelector("[data-page-status]");
  try {
    await work();
    status.textContent = "";
  } catch (error) {
    if (isSuperseded(error)) return;
    status.textContent = error.message;
    for (const card of cards.values()) settle(card, error);
  }
}

/** After a refusal: what is drawn stays, what never came says why. */
function settle(card, error) {
  card.removeAttribute("aria-busy");
  if (card.dataset.status === "waiting") card.tell("failed", error.message);
}

function sayVerdict(root, { verdict, facts }) {
  const said = root.querySelector("[data-verdict]");
  if (said.textContent !== verdict) said.textContent = verdict;
  const rows = facts.map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value)),
  );
  root.querySelector("[data-facts]").replaceChildren(...rows);
}
