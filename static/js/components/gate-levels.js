/** A gate's box as a level to drag: where the pointer stands in it is what the gate is held at. */
import { levelAt } from "../lib/cell-steps.js";

const GATES = {
  f: ["forget_gate", "hold_value"],
  g: ["cell_gate", "hold_candidate"],
  i: ["input_gate", "hold_value"],
  o: ["output_gate", "hold_value"],
};
const LEAST_DRAG_PX = 3;

/**
 * @param {HTMLElement} drawing holds `[data-gate]`
 * @param {(held: Record<string, string>, isMoving: boolean) => void} act gets the fields that hold the gate
 */
export function watchLevels(drawing, act) {
  for (const gate of drawing.querySelectorAll("[data-gate]")) watchLevel(gate, act);
}

function watchLevel(gate, act) {
  const [name, field] = GATES[gate.dataset.gate];
  let pressed = null;
  let isDragged = false;
  const take = ({ clientY }, isMoving) => {
    const { top, height } = gate.querySelector(".ground").getBoundingClientRect();
    act({ hold: name, [field]: levelAt((clientY - top) / height, name === "cell_gate") }, isMoving);
  };
  gate.addEventListener("pointerdown", (event) => {
    gate.setPointerCapture(event.pointerId);
    pressed = event.clientY;
    isDragged = false;
  });
  gate.addEventListener("pointermove", (event) => {
    if (pressed === null) return;
    isDragged ||= Math.abs(event.clientY - pressed) >= LEAST_DRAG_PX;
    if (isDragged) take(event, true);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    gate.addEventListener(end, (event) => {
      pressed = null;
      if (isDragged) take(event, false);
      isDragged = false;
    });
  }
}
