// The search box: offers what may be meant while one types; the arrow keys walk through it, Escape closes it.
import "../styles/search.css";

const PAUSE_MS = 140;
const LETTERS_MIN = 2;

class SearchBox extends HTMLElement {
  private input!: HTMLInputElement;
  private list!: HTMLElement;
  private timer = 0;
  private asked?: AbortController;

  connectedCallback(): void {
    this.input = this.querySelector("input")!;
    this.list = this.querySelector(".search__list")!;
    // Announced as a combobox only where this script runs; without it the box is a plain form.
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", "search-list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.offer(), PAUSE_MS);
    });
    this.input.addEventListener("keydown", (event) => this.walk(event));
    this.input.addEventListener("focus", () => this.list.querySelector("li") && this.input.value.trim() && this.open(true));
    this.addEventListener("focusout", (event) => {
      if (!this.contains(event.relatedTarget as Node | null)) this.open(false);
    });
    // The press would take the focus, and the list with it, before the click arrives.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
    this.asked?.abort();
  }

  private async offer(): Promise<void> {
    const text = this.input.value.trim();
    this.asked?.abort();
    if ([...text].length < LETTERS_MIN) return this.fill("");
    this.asked = new AbortController();
    try {
      const address = `${this.dataset.url}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { signal: this.asked.signal, headers: { "HX-Request": "true" } });
      if (answer.ok) this.fill(await answer.text());
    } catch {
      // Offline, or a later letter overtook this one: the form still works.
    }
  }

  private fill(html: string): void {
    this.list.innerHTML = html;
    const count = this.options.length;
    this.open(count > 0 && this.contains(document.activeElement));
    this.querySelector("[data-status]")!.textContent = count ? `${count} ${this.dataset.said}` : "";
  }

  private get options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private open(is: boolean): void {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
    if (!is) this.mark(undefined);
  }

  private mark(chosen: HTMLElement | undefined): void {
    for (const option of this.options) option.setAttribute("aria-selected", String(option === chosen));
    if (chosen) {
      this.input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  private walk(event: KeyboardEvent): void {
    const options = this.options;
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.open(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      if (this.list.hidden) this.open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: the text as it was typed.
      const next = (at + step + options.length + 1 + (at < 0 && step < 0 ? 1 : 0)) % (options.length + 1);
      this.mark(options[next]);
    } else if (event.key === "Enter" && at >= 0 && !this.list.hidden) {
      event.preventDefault();
      options[at]?.querySelector("a")?.click();
    }
  }
}

customElements.define("search-box", SearchBox);

// On a wide screen the filters stand open beside the results; a change there shows at once.
const wide = window.matchMedia("(min-width: 1000px)");
const fold = document.querySelector<HTMLDetailsElement>(".sift-fold");
const unfold = (): void => {
  if (fold && wide.matches) fold.open = true;
};
unfold();
wide.addEventListener("change", unfold);
document.querySelector<HTMLFormElement>("form[data-sift]")?.addEventListener("change", (event) => {
  if (wide.matches) (event.currentTarget as HTMLFormElement).requestSubmit();
});
