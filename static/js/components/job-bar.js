/**
 * What is being done, and how far it is; a failure stays until it is closed.
 * `<job-bar hidden><p></p><progress max="1"></progress><button>Close</button></job-bar>`
 */
import { coded, element } from "../lib/dom.js";

class JobBar extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.querySelector("button").addEventListener("click", () => {
      this.hidden = true;
    });
  }

  /** @param {string} what @param {number | null} part from 0 to 1, null while it cannot be told */
  tell(what, part = null) {
    this.hidden = false;
    this.dataset.status = "running";
    this.querySelector("p").textContent = what;
    const bar = this.querySelector("progress");
    if (part === null) bar.removeAttribute("value");
    else bar.value = part;
  }

  /** @param {string} what did not work @param {string} why code in it stands in backticks */
  fail(what, why) {
    this.tell("");
    this.dataset.status = "failed";
    this.querySelector("p").append(element("b", {}, what), element("br"), ...coded(why));
  }
}

customElements.define("job-bar", JobBar);
