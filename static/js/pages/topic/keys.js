/** Left and right arrows turn to the previous and the next topic, unless something on the page has the focus. */

/** @param {HTMLElement} root */
export function watchKeys(root) {
  const goals = { ArrowLeft: "a[rel=prev]", ArrowRight: "a[rel=next]" };
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const isFree = [document.body, root, null].includes(document.activeElement);
    if (!isPlain || !isFree || !Object.hasOwn(goals, event.key) || document.fullscreenElement) return;
    root.querySelector(goals[event.key])?.click();
  });
}
