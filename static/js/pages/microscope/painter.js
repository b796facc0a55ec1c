/** Draws a view's figures, one after the other from the top; it stops where a newer view is being drawn. */
import { arraysOf, workWords } from "../../lib/slots.js";
import { arrayUrl } from "../../lib/url.js";

let newestPainter = 0;

/**
 * @param {Map<string, HTMLElement>} cards
 * @param {object} trace
 * @param {object} params
 * @returns {(view: object) => Promise<void>} draws what the view has; figures that are still to come keep their skeleton
 */
export function painter(cards, trace, params) {
  newestPainter += 1;
  const own = newestPainter;
  return async (view) => {
    for (const slot of view.deferred) cards.get(slot)?.wait(workWords(slot));
    for (const [slot, card] of cards) {
      await breath();
      if (own !== newestPainter) return;
      card.links = linksOf(trace, slot, params);
      await paint(card, slot, view);
    }
  };
}

/** Let the browser show what is drawn, and take what the user does, before the next figure. */
function breath() {
  return new Promise((resolve) => setTimeout(resolve));
}

async function paint(card, slot, { figures, titles, captions, notes }) {
  if (slot in figures) {
    await card.show({
      figure: figures[slot],
      title: titles[slot],
      caption: captions[slot],
      note: notes[slot],
    });
  } else if (slot in notes) {
    card.tell("absent", notes[slot]);
  }
}

function linksOf(trace, slot, { layer, direction, sample }) {
  const place = { layer: layer ?? trace.num_layers - 1, direction };
  if (trace.batch_size !== null) place.sample = sample;
  return arraysOf(slot, trace.arrays).flatMap((name) =>
    ["npy", "csv", "json"].map((format) => ({
      label: `${name}.${format}`,
      href: arrayUrl(trace.id, name, format, place),
    })),
  );
}
