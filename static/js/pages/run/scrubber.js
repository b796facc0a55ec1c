/** The scrubber and the address: `?step=` holds the chosen update; without it the newest is shown. */

const ADDRESS_EVERY_MS = 350; // browsers refuse more than a hundred changes of the address in 30 seconds

/**
 * @param {HTMLElement} root
 * @param {ReturnType<import("./board.js").board>} panels
 */
export function watchScrubber(root, panels) {
  const scrubber = root.querySelector("snapshot-scrubber");
  let wanted = stepOf(location.search);
  let known = 0;
  const address = addressOf(root);
  scrubber.addEventListener("step-chosen", ({ detail: { step, isNewest } }) => {
    wanted = isNewest ? null : step;
    address.remember(wanted);
    panels.choose(wanted);
  });
  document.addEventListener("keydown", (event) => byKey(event, scrubber));
  const obey = () => {
    if (address.isAwaited()) return; // it is about to say what is shown already
    wanted = stepOf(location.search);
    scrubber.goTo(wanted ?? Number.POSITIVE_INFINITY);
    panels.choose(wanted);
  };
  addEventListener("popstate", obey);
  panels.choose(wanted);
  return {
    /** There may be more snapshots. */
    extend({ snapshots }) {
      if (snapshots.length === known) return;
      known = snapshots.length;
      scrubber.extend(snapshots.map(({ step }) => step));
      if (wanted !== null) scrubber.goTo(wanted);
    },
    /** Another run's snapshots are to come. */
    empty() {
      known = 0;
      scrubber.stop();
      scrubber.extend([]);
    },
    /** The address may say another step. */
    obey,
  };
}

function stepOf(search) {
  const text = new URLSearchParams(search).get("step") ?? "";
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** The address follows at its pace, and `step-remembered` says so: what plays is faster than browsers allow. */
function addressOf(root) {
  let timer = null;
  let step = null;
  const write = () => {
    timer = null;
    const query = new URLSearchParams(location.search);
    if (step === null) query.delete("step");
    else query.set("step", String(step));
    history.replaceState(null, "", query.size > 0 ? `?${query}` : location.pathname);
    root.dispatchEvent(new CustomEvent("step-remembered"));
  };
  return {
    remember(wanted) {
      step = wanted;
      if (timer === null) timer = setTimeout(write, ADDRESS_EVERY_MS);
    },
    isAwaited: () => timer !== null,
  };
}

/** Comma and period step back and forth, the space bar plays, wherever no field has the focus. */
function byKey(event, scrubber) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, select, textarea, button, summary, a, [tabindex]")) return;
  if (scrubber.steps.length === 0) return;
  const press = { ",": "[data-by='-1']", ".": "[data-by='1']", " ": "[data-play]" }[event.key];
  if (!press) return;
  event.preventDefault();
  scrubber.querySelector(press).click();
}
