/** The user's sentence as shaded text, for each network, at the chosen step; the address holds what shades it. */
import { scales } from "../../generated/theme.js";
import "../../components/shaded-sentence.js";
import { formatNumber } from "../../lib/format.js";
import { onChange, seen } from "../../lib/page-theme.js";
import { gradientScale, readingAt, saidOf, shadesOf, tagOf } from "../../lib/reading.js";
import { colorAt, inkOn, placeOf } from "../../lib/shades.js";

/** As in the heat map of the same numbers: e^3 is 20 times as likely. */
const STRONGEST = { low: -3, high: 3 };

/**
 * @param {HTMLElement} root holds `[data-reading]` (templates/_partials/_reading.html), or not
 * @returns {{show: (snapshots: object[], step: number) => void}}
 */
export function reading(root) {
  const place = root.querySelector("[data-reading]");
  if (place === null) return { show() {} };
  const own = { place, snapshots: [], step: 0, scale: null, count: -1, ...asked() };
  const again = () => own.snapshots.length > 0 && paint(own);
  for (const input of place.querySelectorAll("input")) {
    input.checked = input.value === own.shade;
    input.addEventListener("change", () => take(own, { shade: input.value, word: own.word }, again));
  }
  place.addEventListener("word-chosen", ({ detail }) =>
    take(own, { shade: "influence", word: detail.place }, again),
  );
  onChange(again);
  return {
    show(snapshots, step) {
      Object.assign(own, { snapshots, step });
      again();
    },
  };
}

function asked() {
  const query = new URLSearchParams(location.search);
  const word = query.get("word") ?? "";
  return {
    shade: query.get("shade") === "influence" ? "influence" : "gradient",
    word: /^\d{1,3}$/.test(word) ? Number(word) : null,
  };
}

function take(own, wanted, again) {
  Object.assign(own, wanted);
  const query = new URLSearchParams(location.search);
  for (const name of ["shade", "word"]) query.delete(name);
  if (own.shade === "influence") query.set("shade", own.shade);
  if (own.word !== null) query.set("word", String(own.word));
  history.replaceState(history.state, "", query.size > 0 ? `?${query}` : location.pathname);
  for (const input of own.place.querySelectorAll("input")) input.checked = input.value === own.shade;
  again();
}

function paint(own) {
  if (own.count !== own.snapshots.length) {
    own.scale = gradientScale(own.snapshots);
    own.count = own.snapshots.length;
  }
  let hasZero = false;
  for (const sentence of own.place.querySelectorAll("shaded-sentence")) {
    const told = readingAt(own.snapshots, sentence.dataset.network, own.step);
    if (told === null) continue;
    const target = targetOf(own, told);
    const colors = shadesOf(told, own.shade, target).map((value) => colorOf(own, value));
    hasZero ||= told.gradient_norms.includes(0);
    sentence.show(
      told.words.map((word, place) => wordOf(told, { word, place, target, color: colors[place] })),
      target,
    );
    sayAbout(own, told.words[target]);
  }
  sayKey(own, hasZero);
}

/** The gradient is of one word's tag; influence is of any, the chosen one. */
function targetOf({ shade, word }, { words, target }) {
  return shade === "influence" && word !== null && word < words.length ? word : target;
}

function wordOf(told, { word, place, target, color }) {
  const about = { isUnknown: !told.is_known[place], said: saidOf(told, place, target) };
  return { word, ...tagOf(told, place), color, ink: color === "" ? "" : inkOn(color), ...about };
}

/** A number's color; none where there is no number. */
function colorOf({ shade, scale }, value) {
  if (value === null) return "";
  const theme = seen();
  if (shade === "influence") return colorAt(scales.diverging[theme], placeOf(value, STRONGEST));
  if (value === 0 || scale === null) return rgb(scales.exact_zero[theme][0]);
  return colorAt(scales.gradient[theme], placeOf(Math.log10(value), scale));
}

function rgb(color) {
  return colorAt([color, color], 0);
}

function sayAbout({ place, shade }, word) {
  const about = {
    gradient: `How much of the error at the tag of “${word}” reaches each word.`,
    influence: `What the tag of “${word}” loses when a word is read as unknown. Press another word to ask about its tag.`,
  };
  place.querySelector("[data-about]").textContent = about[shade];
}

function sayKey({ place, shade, scale }, hasZero) {
  const theme = seen();
  const isGradient = shade === "gradient";
  const stops = (isGradient ? scales.gradient : scales.diverging)[theme];
  place.querySelector("[data-scale]").style.background = `linear-gradient(to right, ${stops.join(", ")})`;
  const ends =
    isGradient && scale ? [10 ** scale.low, 10 ** scale.high].map((end) => formatNumber(end, 2)) : [];
  const [low, high] = isGradient ? ends : ["gains ≥ 3 nats", "loses ≥ 3 nats"];
  place.querySelector("[data-low]").textContent = low ?? "–";
  place.querySelector("[data-high]").textContent = high ?? "–";
  const zero = place.querySelector("[data-zero]");
  zero.hidden = !isGradient || !hasZero;
  zero.querySelector("i").style.background = scales.exact_zero[theme][0];
}
