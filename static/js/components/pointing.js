/** A figure over time as something to point at: with a mouse, a finger or the keys. */

/**
 * @param {HTMLElement} plot becomes a focusable group
 * @param {{label: string, onPlace: (event: PointerEvent, pin: boolean) => void, onKey: (key: string) => boolean}} acts
 *   `onKey` says whether the key is free, that is, not one of the cursor's
 */
export function listen(plot, { label, onPlace, onKey }) {
  plot.addEventListener("pointermove", (event) => onPlace(event, false));
  plot.addEventListener("click", (event) => onPlace(event, true), { capture: true });
  plot.addEventListener("keydown", (event) => {
    if (!onKey(event.key)) event.preventDefault();
  });
  plot.tabIndex = 0;
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", label);
}
