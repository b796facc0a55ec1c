/** Through an LSTM's steps by the keys: equation by equation, and from the last of a step to the first of the next. */

/**
 * Where a key leads, null when it is not ours or there is nothing further.
 * @param {{step: number, stage: number}} at
 * @param {string} key as in KeyboardEvent.key
 * @param {{last: number, stages: number}} bounds the last step, and how many equations a step has
 */
export function stepped({ step, stage }, key, { last, stages }) {
  const moves = {
    ArrowRight: stage < stages ? { step, stage: stage + 1 } : { step: step + 1, stage: 1 },
    ArrowLeft: stage > 1 ? { step, stage: stage - 1 } : { step: step - 1, stage: stages },
    Home: { step, stage: 1 },
    End: { step, stage: stages },
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : null;
  return to && to.step >= 1 && to.step <= last ? to : null;
}

/**
 * What a place in a gate's box holds it at, as text with two decimals.
 * @param {number} fromTop share of the box's height
 * @param {boolean} isSigned from 1 to -1, not from 1 to 0
 */
export function levelAt(fromTop, isSigned) {
  const share = 1 - Math.min(Math.max(fromTop, 0), 1);
  return String(Math.round((isSigned ? 2 * share - 1 : share) * 100) / 100 + 0);
}
