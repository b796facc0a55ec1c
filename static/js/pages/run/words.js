/** The words of a run beside its figures: its facts, the verdict at a step, and numbers that stand in the page itself. */
import { newest, valueAt } from "../../lib/binding.js";
import { element } from "../../lib/dom.js";

/** What was learned from. */
export function sayFacts(root, facts) {
  root
    .querySelector("[data-facts]")
    .replaceChildren(
      ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
    );
}

/** The server's words on the last measuring up to the chosen step. */
export function sayVerdict(root, view, step) {
  const said = view.verdicts.findLast(([measured]) => measured <= step)?.[1] ?? view.verdict;
  const target = root.querySelector("[data-verdict]");
  if (target.textContent !== said) target.textContent = said;
}

/** Numbers that stand in the page itself: `data-at` is a path, the newest up to the chosen step. */
export function sayNumbers(root, snapshots, step) {
  const baseline = valueAt(snapshots[0], "facts.baseline.accuracy");
  if (baseline !== null) root.style.setProperty("--baseline", baseline);
  for (const target of root.querySelectorAll("[data-at]")) {
    const found = newest(snapshots, target.dataset.at, step);
    const value = found === null ? null : valueAt(found, target.dataset.at);
    const words = value === null ? "–" : `${(100 * value).toFixed(1)} %`;
    if (target.textContent !== words) target.textContent = words;
    target.closest("[data-share]")?.style.setProperty("--share", value ?? 0);
  }
}
