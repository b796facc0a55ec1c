/** Many wishes in a row, one request at a time: the newest wins, and one that takes too long is aborted for it. */

/**
 * @template W, A
 * @param {{ask: (wish: W, signal: AbortSignal) => Promise<A>, take: (answer: A, wish: W) => unknown,
 *   fail: (error: Error, wish: W) => void, patienceMs?: number, now?: () => number}} acts
 * @returns {(wish: W) => void}
 */
export function latest({ ask, take, fail, patienceMs = 250, now = () => performance.now() }) {
  let current = null;
  let waiting = null;

  async function run(wish) {
    const own = { controller: new AbortController(), since: now() };
    current = own;
    try {
      const answer = await ask(wish, own.controller.signal);
      if (!own.controller.signal.aborted) await take(answer, wish);
    } catch (error) {
      if (!own.controller.signal.aborted) fail(error, wish);
    }
    current = null;
    if (waiting !== null) {
      const [next] = waiting;
      waiting = null;
      run(next);
    }
  }

  return (wish) => {
    if (current === null) return run(wish);
    waiting = [wish];
    if (now() - current.since > patienceMs) current.controller.abort();
    return undefined;
  };
}
