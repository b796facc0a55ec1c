/** From a wish to a picture: the address follows, one request at a time, the newest wins. */
import { request } from "../../lib/api.js";
import { latest } from "../../lib/latest.js";
import { fieldsOf, ownQuery, topicQuery } from "../../lib/topic-url.js";
import { API } from "../../lib/url.js";

const ADDRESS_EVERY_MS = 300; // browsers refuse more than a hundred changes of the address in 30 seconds

/**
 * @param {{root: HTMLElement, page: {url: string, defaults: Record<string, string>}, paint: Function, tabs: {follow: Function}}} parts
 */
export function stage({ root, page, paint, tabs }) {
  const problem = root.querySelector("[data-problem]");
  const say = (words) => {
    if (problem && problem.textContent !== words) problem.textContent = words;
  };
  const ask = latest({
    ask: ({ fields }, signal) =>
      request(`${API}${page.url}/figures?${ownQuery(fields, page.defaults)}`, { signal, cache: "no-store" }),
    take: async (view, { fields, isMoving }) => {
      say("");
      await paint(view, { hold: isMoving });
      if (!isMoving) tabs.follow(fields);
    },
    fail: (error) => {
      say(error.message);
      root.dispatchEvent(new CustomEvent("view-failed"));
    },
  });
  const address = addresses(page);
  return {
    /** Show these fields; while something `isMoving` the axes stand still and the history gets one entry. */
    look(fields, isMoving) {
      address(fields, isMoving);
      ask({ fields, isMoving });
    },
    /** Show what the address says, after back or forward. */
    follow() {
      const fields = fieldsOf(location.search, page.defaults);
      ask({ fields, isMoving: false });
      return fields;
    },
    /** Ask once more for what is shown: the run behind it has gone on. */
    again() {
      ask({ fields: fieldsOf(location.search, page.defaults), isMoving: false });
    },
  };
}

/** The address follows the fields: the first move of a gesture is a new entry, the rest replace it, at their pace. */
function addresses(page) {
  let isInGesture = false;
  let timer = null;
  return (fields, isMoving) => {
    const write = () => {
      timer = null;
      const query = topicQuery(location.search, fields, page.defaults);
      history.replaceState(null, "", query ? `${page.url}?${query}` : page.url);
    };
    if (!isInGesture) history.pushState(null, "", location.href);
    isInGesture = isMoving;
    clearTimeout(timer);
    if (isMoving) timer = setTimeout(write, ADDRESS_EVERY_MS);
    else write();
  };
}
