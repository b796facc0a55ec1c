/**
 * Light, dark, or as the system has it: a group of radio buttons.
 * `<theme-switch><fieldset><input type="radio" name="theme" value="dark"> ...</fieldset></theme-switch>`
 * ARIA: https://www.w3.org/WAI/ARIA/apg/patterns/radio/
 */
import { choice, choose } from "../lib/page-theme.js";

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.querySelector(`[value="${choice()}"]`).checked = true;
    this.addEventListener("change", (event) => choose(event.target.value));
  }
}

customElements.define("theme-switch", ThemeSwitch);
