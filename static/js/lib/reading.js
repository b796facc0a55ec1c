/** What is told of the user's sentence at a step, word by word, as numbers and words; no DOM. */
import { newest, valueAt } from "./binding.js";
import { formatNumber } from "./format.js";
import { decades } from "./shades.js";

/** Gates by torch's names: the letter of each in its formula. */
const LETTERS = {
  input_gate: "i",
  forget_gate: "f",
  cell_gate: "g",
  output_gate: "o",
  reset_gate: "r",
  update_gate: "z",
  new_gate: "n",
};

/**
 * A network's reading at the newest look up to a step, or null before the first.
 * @param {object[]} snapshots of a run of taggers
 * @param {string} network
 * @param {number} step
 */
export function readingAt(snapshots, network, step) {
  const path = `look.${network}.own`;
  const found = newest(snapshots, path, step);
  if (found === null) return null;
  const { tags: names, own: facts } = snapshots[0].facts;
  return { ...facts, names, ...valueAt(found, path) };
}

/** The ends of the scale of |dL/dh_t|, the same for all networks at all steps. */
export function gradientScale(snapshots) {
  const looks = snapshots.flatMap(({ look }) => Object.values(look ?? {}));
  return decades(looks.flatMap(({ own }) => own.gradient_norms));
}

/** What shades each word: how much of the error reaches it, or what the target's tag loses without it. */
export function shadesOf(reading, shade, target) {
  if (shade === "influence") return reading.influence.map((row) => row[target]);
  return reading.gradient_norms;
}

/** A word's tag with its share of the probability. */
export function tagOf({ names, tags, probabilities }, place) {
  const number = tags[place];
  return { tag: names[number], share: percent(probabilities[place][number]) };
}

/**
 * All numbers of a word in a sentence or two; `<sub>` is markup.
 * @param {object} reading
 * @param {number} place
 * @param {number} target the word whose tag is explained by leaving others out
 */
export function saidOf(reading, place, target) {
  const { words, is_known: isKnown, gradient_norms: norms, influence, gates } = reading;
  const [first, second] = ranked(reading, place);
  const unknown = isKnown[place] ? "" : ", a word that training never saw,";
  const parts = [
    `“${words[place]}”${unknown} is tagged ${first.tag} (${first.share}; next ${second.tag}, ${second.share}).`,
    `|∂L/∂h<sub>t</sub>| = ${size(norms[place])} for the tag of “${words[reading.target]}”.`,
    lost(words, influence[place][target], place, target),
  ];
  const levels = Object.entries(gates).map(([name, values]) => `${LETTERS[name]} ${fixed(values[place])}`);
  if (levels.length > 0) parts.push(`Gates, mean of units: ${levels.join(", ")}.`);
  return parts.join(" ");
}

function size(norm) {
  return norm === 0 ? "0, exactly," : formatNumber(norm);
}

function lost(words, change, place, target) {
  if (change === null) return "";
  const verb = change < 0 ? "gains" : "loses";
  const other = place === target ? "its tag" : `the tag of “${words[target]}”`;
  return `Read as unknown, ${other} ${verb} ${fixed(Math.abs(change))} nats.`;
}

function ranked({ names, probabilities }, place) {
  const order = probabilities[place].map((share, number) => ({ tag: names[number], share }));
  return order.sort((a, b) => b.share - a.share).map(({ tag, share }) => ({ tag, share: percent(share) }));
}

function percent(share) {
  return share === null ? "–" : `${(100 * share).toFixed(0)} %`;
}

function fixed(value) {
  return value === null ? "–" : value.toFixed(2);
}
