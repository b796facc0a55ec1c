/** What a page knows of a run: a plain reducer over its events, no DOM. */

/** A run of which nothing was heard yet. */
export function begun(run) {
  return { status: run.status, reason: run.reason, step: run.step, steps: run.steps, snapshots: [] };
}

/**
 * The run after one more event; the snapshots are the same list, one longer.
 * @param {ReturnType<typeof begun>} state
 * @param {{kind: string, data: object}} event
 */
export function heard(state, { kind, data }) {
  const progress = { step: data.step ?? state.step, steps: data.steps ?? state.steps };
  if (kind === "snapshot") {
    if (data.step > (state.snapshots.at(-1)?.step ?? -1)) state.snapshots.push(data);
    return { ...state, ...progress };
  }
  if (kind === "status") return { ...state, ...progress, status: data.status, reason: data.reason ?? null };
  return { ...state, ...progress, status: kind };
}

/** Whether a run in this status goes on by itself. */
export function isOpen(status) {
  return status === "queued" || status === "running";
}

/** Where a run stands, in few words. */
export function placeWords({ status, step, steps }) {
  const end = steps ? ` of ${steps.toLocaleString("en")}` : "";
  return `${status}, update ${step.toLocaleString("en")}${end}`;
}

/** Which verbs make sense in a status; a `watched` run, trained by a program of the user's own, can be let go alone. */
export function verbsOf(status, experiment = "") {
  if (experiment === "watched")
    return { pause: false, stop: ["running", "interrupted"].includes(status), resume: false };
  const isLeft = ["paused", "stopped", "interrupted"].includes(status);
  return { pause: isOpen(status), stop: isOpen(status) || status === "paused", resume: isLeft };
}

const WATCHED = {
  running: "Training, in a program of your own.",
  stopped: "Not watched any more.",
  interrupted: "Interrupted.",
};

/**
 * A run's standing in words.
 * @param {{status: string, reason: string | null, asked: string | null, ahead: number, experiment?: string}} run
 */
export function statusWords({ status, reason, asked, ahead, experiment }) {
  if (asked === "pause" || asked === "stop") return `Asked to ${asked}: it does so after its update.`;
  const waiting = ahead === 0 ? "next to be trained" : `${ahead} before it`;
  const words = {
    queued: `Waiting for a free worker: ${waiting}.`,
    running: "Training.",
    paused: "Paused. Resume goes on from this update.",
    stopped: "Stopped. It can be taken up again from its last checkpoint.",
    interrupted: "Interrupted. It can be taken up again from its last checkpoint.",
    done: "Trained to the end.",
    failed: "Failed.",
    ...(experiment === "watched" ? WATCHED : {}),
  };
  return reason ? `${words[status]} ${reason}` : words[status];
}

/** How far a run is, how fast, and how long it takes still; empty before it is known. */
export function progressWords({ step, steps, rate, remaining_s: left, status, duration_s: spent }) {
  if (!steps && !step) return "";
  const of = steps ? ` of ${steps.toLocaleString("en")}` : "";
  const parts = [`update ${step.toLocaleString("en")}${of}`];
  if (rate && status === "running") parts.push(`${Math.round(rate).toLocaleString("en")} a second`);
  if (left !== null && status === "running") parts.push(`${durationWords(left)} left`);
  if (status !== "running" && spent > 0) parts.push(`${durationWords(spent)} of work`);
  return parts.join(" · ");
}

/** The place in a list of steps that is nearest to a step. */
export function nearestPlace(steps, step) {
  const after = steps.findIndex((one) => one >= step);
  if (after <= 0) return after < 0 ? Math.max(0, steps.length - 1) : 0;
  return step - steps[after - 1] <= steps[after] - step ? after - 1 : after;
}

/** A length of time as people say it: 8 s, 2 min 5 s, 1 h 3 min. */
export function durationWords(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
