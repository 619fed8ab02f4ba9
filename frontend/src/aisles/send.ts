// <send-on>: hands the page's link on, by the device's own sheet where it has one, else by copying it.

class SendOn extends HTMLElement {
  connectedCallback(): void {
    const link = this.querySelector<HTMLInputElement>("input[readonly]");
    if (!link) return;
    const copy = this.querySelector<HTMLButtonElement>("[data-copy]");
    if (copy) {
      copy.hidden = false;
      copy.addEventListener("click", () => void this.copy(link));
    }
    link.addEventListener("focus", () => link.select());
    const data: ShareData = { title: this.dataset["title"] ?? document.title, url: link.value };
    // The device's sheet is for hands; with a mouse the link itself is nearer.
    if (!navigator.share || !matchMedia("(pointer: coarse)").matches) return;
    this.querySelector("summary")?.addEventListener("click", (event) => {
      event.preventDefault();
      void navigator.share(data).catch(() => undefined);
    });
  }

  private async copy(link: HTMLInputElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(link.value);
    } catch {
      link.select();
      document.execCommand("copy");
    }
    const said = this.querySelector<HTMLElement>("[data-said]");
    if (said) said.textContent = this.dataset["copied"] ?? "";
  }
}

customElements.define("send-on", SendOn);
