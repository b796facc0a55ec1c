/**
 * Predict, then see: a choice is told right or wrong, and the page goes to the state that shows it.
 * `<quiz-card> ... <button data-right>...</button> ... <details> the answer with its link </details> <p role="status"></p></quiz-card>`
 */

class QuizCard extends HTMLElement {
  connectedCallback() {
    this.buttons = [...this.querySelectorAll(".answers button")];
    for (const button of this.buttons) button.addEventListener("click", () => this.#answer(button));
  }

  #answer(chosen) {
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", String(button === chosen));
      if (button.hasAttribute("data-right")) button.dataset.answer = "right";
      else if (button === chosen) button.dataset.answer = "wrong";
    }
    const word = chosen.hasAttribute("data-right") ? "Yes." : "No.";
    this.querySelector("[role=status]").textContent = `${word} The figures now show it.`;
    const answer = this.querySelector("details");
    answer.open = true;
    answer.querySelector("a").click();
  }
}

customElements.define("quiz-card", QuizCard);
