/**
 * Takes files that are dropped anywhere on the page, and says so while they are held over it.
 * `<drop-zone hidden>...</drop-zone>` emits `files` {files}.
 */
class DropZone extends HTMLElement {
  connectedCallback() {
    addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) this.hidden = true;
    });
    addEventListener("drop", (event) => {
      event.preventDefault();
      this.hidden = true;
      const files = [...event.dataTransfer.files];
      if (files.length > 0) this.dispatchEvent(new CustomEvent("files", { detail: { files } }));
    });
  }
}

customElements.define("drop-zone", DropZone);
