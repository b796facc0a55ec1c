/**
 * A vector or a matrix as a grid of number fields over its text field, which alone carries the name and the value.
 * `<number-grid data-kind="matrix"><input name="matrix" value="1,2;3,4"></number-grid>`; whole matrices can be pasted,
 * and a text or CSV file can be dropped.
 */
import { element } from "../lib/dom.js";
import { entriesOf, textOf } from "../lib/numbers.js";

const MAX_CELLS = 64;

class NumberGrid extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.grid = element("div", { class: "cells", role: "group" });
    this.prepend(this.grid);
    this.grid.addEventListener("paste", (event) => this.#paste(event));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => this.#drop(event));
    for (const name of ["input", "change"]) {
      this.grid.addEventListener(name, (event) => {
        event.stopPropagation();
        this.#gather();
        this.field.dispatchEvent(new Event(name, { bubbles: true }));
      });
    }
    this.field.addEventListener("input", () => this.follow());
    this.follow();
  }

  /** Show what the text field says. */
  follow() {
    if (this.grid.contains(document.activeElement)) return;
    const rows = entriesOf(this.field.value);
    const count = rows.reduce((sum, row) => sum + row.length, 0);
    const isGrid = count > 0 && count <= MAX_CELLS && rows.every((row) => row.length === rows[0].length);
    this.toggleAttribute("data-grid", isGrid);
    if (!isGrid) return this.grid.replaceChildren();
    this.grid.style.setProperty("--columns", Math.min(rows[0].length, 8));
    const cells = [...this.grid.children];
    const texts = rows.flat();
    if (cells.length === texts.length && this.width === rows[0].length) {
      texts.forEach((text, index) => {
        if (Number(cells[index].value) !== Number(text)) cells[index].value = text;
      });
    } else {
      this.width = rows[0].length;
      this.grid.replaceChildren(...rows.flatMap((row, r) => row.map((text, c) => this.#cell(text, r, c))));
    }
    return undefined;
  }

  #cell(text, row, column) {
    const name = this.field.labels?.[0]?.firstChild?.textContent.trim() ?? this.field.name;
    const place =
      this.dataset.kind === "matrix" ? `row ${row + 1}, column ${column + 1}` : `entry ${column + 1}`;
    return element("input", { type: "number", step: "any", value: text, "aria-label": `${name}, ${place}` });
  }

  #gather() {
    const cells = [...this.grid.children].map((cell) => cell.value || "0");
    const rows = [];
    for (let start = 0; start < cells.length; start += this.width)
      rows.push(cells.slice(start, start + this.width));
    this.field.value = textOf(rows);
  }

  #paste(event) {
    const text = event.clipboardData.getData("text");
    if (entriesOf(text).flat().length < 2) return;
    event.preventDefault();
    this.#take(text);
  }

  async #drop(event) {
    const [file] = event.dataTransfer.files;
    const dropped = event.dataTransfer.getData("text");
    if (!file && !dropped) return;
    event.preventDefault();
    this.#take(file ? await file.text() : dropped);
  }

  /** Other numbers altogether; a vector may stand in a row or in a column. */
  #take(text) {
    const rows = entriesOf(text);
    document.activeElement.blur();
    this.field.value = textOf(this.dataset.kind === "matrix" ? rows : [rows.flat()]);
    this.follow();
    for (const name of ["input", "change"]) this.field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

customElements.define("number-grid", NumberGrid);
