/** What people type or drop, as the API wants it. */

const CHECKPOINTS = [".pt", ".pth", ".safetensors", ".npz"];
const INPUTS = [".npy", ".csv"];

/**
 * Rows of numbers: a line a time step, numbers apart by commas, semicolons, tabs or spaces.
 * @param {string} text
 * @returns {number[][]}
 */
export function numberRows(text) {
  const lines = text.split("\n").map((line) => line.trim());
  const rows = lines.flatMap((line, index) => (line ? [numberRow(line, index + 1)] : []));
  if (rows.length === 0) throw new Error("Type or paste numbers: a row a time step, such as 0.1, 0.2");
  const odd = rows.findIndex((row) => row.length !== rows[0].length);
  if (odd >= 0) {
    throw new Error(
      `Every row must have as many numbers as the first, ${rows[0].length}; row ${odd + 1} has ${rows[odd].length}.`,
    );
  }
  return rows;
}

function numberRow(line, number) {
  return line
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((word) => {
      const value = Number(word);
      if (!Number.isFinite(value)) throw new Error(`Row ${number}: “${word.slice(0, 30)}” is not a number.`);
      return value;
    });
}

/**
 * Step labels out of one line, null when it is empty.
 * @param {string} text
 */
export function labelList(text) {
  return text.trim() === "" ? null : text.split(",").map((label) => label.trim());
}

/**
 * Dropped files told apart: at most one checkpoint and one input.
 * @param {{name: string, size: number}[]} files
 * @param {number} maxMegabytes
 */
export function sorted(files, maxMegabytes) {
  const ending = ({ name }) => name.toLowerCase().match(/\.[a-z]+$/)?.[0] ?? "";
  const checkpoints = files.filter((file) => CHECKPOINTS.includes(ending(file)));
  const inputs = files.filter((file) => INPUTS.includes(ending(file)));
  const stranger = files.find((file) => !checkpoints.includes(file) && !inputs.includes(file));
  if (stranger) {
    const known = `${CHECKPOINTS.join(", ")} (a network) or ${INPUTS.join(", ")} (an input)`;
    throw new Error(`${stranger.name} is not read here: drop ${known}.`);
  }
  if (checkpoints.length > 1 || inputs.length > 1)
    throw new Error("Drop one network and one input at a time.");
  const large = files.find((file) => file.size > maxMegabytes * 2 ** 20);
  if (large) {
    throw new Error(
      `${large.name} is over the limit of ${maxMegabytes} MB; the setting UNROLLED_MAX_UPLOAD_MB raises it.`,
    );
  }
  return { checkpoint: checkpoints[0] ?? null, input: inputs[0] ?? null };
}
