/** A click on a column of a strip chooses its step (`layout.meta.choose_step`); a drag zooms and chooses nothing. */
import { numberAt } from "../../lib/cursor.js";

const MOST_OF_A_CLICK_PX = 4;

/**
 * @param {HTMLElement} card a figure-card
 * @param {(changes: Record<string, string>, isMoving: boolean) => void} set
 */
export function watchColumns(card, set) {
  let drawn = null;
  let pressed = null;
  card.addEventListener("figure-drawn", ({ detail }) => {
    drawn = detail;
  });
  const onPress = ({ clientX }) => {
    pressed = clientX;
  };
  const onClick = ({ clientX }) => {
    const field = drawn?.figure.layout.meta?.choose_step;
    if (!field || !drawn.inside || Math.abs(clientX - pressed) > MOST_OF_A_CLICK_PX) return;
    const step = numberAt(clientX - card.plot.getBoundingClientRect().left, drawn.inside.x);
    if (step !== null && step >= 1) set({ [field]: String(step) }, false);
  };
  card.plot.addEventListener("pointerdown", onPress, { capture: true });
  card.plot.addEventListener("click", onClick, { capture: true });
}
