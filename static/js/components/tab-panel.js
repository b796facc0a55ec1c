/**
 * Sections as tabs; without script they stand below one another.
 * `<tab-panel><section data-tab="code" aria-labelledby="tab-code"><h2 id="tab-code">Code</h2> ... </section> ...</tab-panel>`
 * Emits `tab-change` {tab}. ARIA: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
import { element } from "../lib/dom.js";

class TabPanel extends HTMLElement {
  connectedCallback() {
    this.sections = [...this.querySelectorAll(":scope > section")];
    const list = element("div", { role: "tablist", "aria-label": "Behind the figures" });
    this.tabs = this.sections.map((section) => this.#tab(section));
    list.append(...this.tabs);
    this.prepend(list);
    list.addEventListener("keydown", (event) => this.#onKey(event));
    this.open(0);
  }

  get opened() {
    return this.sections.find((section) => !section.hidden)?.dataset.tab;
  }

  open(index) {
    this.sections.forEach((section, at) => {
      section.hidden = at !== index;
      this.tabs[at].setAttribute("aria-selected", String(at === index));
      this.tabs[at].tabIndex = at === index ? 0 : -1;
    });
    this.dispatchEvent(new CustomEvent("tab-change", { bubbles: true, detail: { tab: this.opened } }));
  }

  #tab(section) {
    const heading = section.querySelector("h2");
    const tab = element(
      "button",
      { type: "button", role: "tab", id: `${heading.id}-tab` },
      heading.textContent,
    );
    section.id ||= `panel-${section.dataset.tab}`;
    tab.setAttribute("aria-controls", section.id);
    section.setAttribute("role", "tabpanel");
    section.setAttribute("aria-labelledby", tab.id);
    heading.hidden = true;
    tab.addEventListener("click", () => this.open(this.tabs.indexOf(tab)));
    return tab;
  }

  #onKey(event) {
    const here = this.tabs.indexOf(document.activeElement);
    const goals = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 };
    if (here < 0 || !Object.hasOwn(goals, event.key)) return;
    event.preventDefault();
    const goal = this.tabs.at(goals[event.key] % this.tabs.length);
    this.open(this.tabs.indexOf(goal));
    goal.focus();
  }
}

customElements.define("tab-panel", TabPanel);
