/** The figures by name: the letter of each state and gate, and the arrays behind each figure. */

export const LETTERS = {
  input: "x",
  hidden: "h",
  cell: "c",
  input_gate: "i",
  forget_gate: "f",
  cell_gate: "g",
  output_gate: "o",
  reset_gate: "r",
  update_gate: "z",
  new_gate: "n",
};

const ARRAYS = {
  trajectory: ["hidden"],
  gradient_norms: ["gradient_norms", "cell_gradient_norms"],
  jacobian_eigenvalues: ["jacobian_eigenvalues", "jacobian_steps"],
};

/**
 * Names of the arrays that a figure shows, of those that the trace has.
 * @param {string} slot
 * @param {{name: string}[]} there
 */
export function arraysOf(slot, there) {
  const names = new Set(there.map((array) => array.name));
  return (ARRAYS[slot] ?? [slot]).filter((name) => names.has(name));
}

const WORK = {
  jacobian_norms: "the Jacobian of every step",
  jacobian_eigenvalues: "eigenvalues of the step Jacobians",
  credit: "all pairs of steps",
  cell_credit: "all pairs of steps",
};

/** What is being done while a figure is still to come. */
export function workWords(slot) {
  return `Computing ${WORK[slot] ?? "this figure"} …`;
}

/** How a line of a series is called in the read-out. */
export function shortName(slot, name) {
  if (slot === "gradient_norms") return name === "cell" ? "|∂c|" : "|∂h|";
  return slot === "jacobian_norms" ? "|J|" : name;
}
