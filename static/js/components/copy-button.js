/**
 * Copies the page's address, or a frame that shows it, and says so.
 * `<copy-button data-copy="link"><button type="button">Copy link</button></copy-button>`, `data-copy="embed" data-title="..."`.
 */

const EMBED_HIDES = "nav,text,code,quiz";

class CopyButton extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const words = button.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(this.dataset.copy === "embed" ? this.#frame() : location.href);
        button.textContent = "Copied";
      } catch {
        button.textContent = "The browser does not let pages copy here";
      }
      setTimeout(() => {
        button.textContent = words;
      }, 2000);
    });
  }

  #frame() {
    const url = new URL(location.href);
    url.searchParams.set("hide", EMBED_HIDES);
    const src = url.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    return `<iframe src="${src}" title="${this.dataset.title}" width="960" height="640" style="border:0" loading="lazy"></iframe>`;
  }
}

customElements.define("copy-button", CopyButton);
