/** Numbers and sizes as people read them. */

const SUPERSCRIPTS = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

/**
 * A number with a few significant digits and a true minus: 0.0123, −1.50, 3.2·10⁻⁷.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function formatNumber(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size >= 0.001 && size < 99_999.5 ? fixed(size, digits) : scientific(size);
  return value < 0 ? `−${text}` : text;
}

function fixed(size, digits) {
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return size.toFixed(Math.min(decimals, 4));
}

function scientific(size) {
  const [digits, exponent] = size.toExponential(1).split("e");
  const power = [...exponent.replace("+", "")].map((sign) => SUPERSCRIPTS[sign]).join("");
  return `${digits}·10${power}`;
}

/**
 * Bytes in the largest fitting unit: 532 bytes, 1.4 MB.
 * @param {number} bytes
 */
export function formatBytes(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * A text split where it has `<sub>` or `<sup>`: [{tag, text}], tag "" for plain text. Any other tag stays text.
 * @param {string} text
 */
export function richParts(text) {
  return text
    .split(/(<su[bp]>.*?<\/su[bp]>)/)
    .filter(Boolean)
    .map((part) => {
      const found = part.match(/^<(su[bp])>(.*)<\/su[bp]>$/);
      return found ? { tag: found[1], text: found[2] } : { tag: "", text: part };
    });
}
