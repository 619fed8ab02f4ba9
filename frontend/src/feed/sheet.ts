// <product-sheet>: the panel over the playing video. It rises from what was tapped, keeps the video running beside it,
// and gives the focus back where it came from.
import htmx from "../htmx/setup";
import { note } from "./beacon";

type Height = "half" | "most" | "full";
const HEIGHTS: Height[] = ["half", "most", "full"];
const DRAG_PX = 48;
const RISE_MS = 220;

class ProductSheet extends HTMLElement {
  private opener: HTMLElement | null = null;
  private dragFrom: number | null = null;

  connectedCallback(): void {
    document.addEventListener("click", (event) => this.maybeOpen(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && document.body.dataset["sheet"] && !event.defaultPrevented) this.close();
    });
    this.querySelector(".sheet__close")?.addEventListener("click", () => this.close());
    const grip = this.querySelector<HTMLElement>(".sheet__grip");
    grip?.addEventListener("click", () => this.grow(1));
    grip?.addEventListener("pointerdown", (event) => {
      this.dragFrom = event.clientY;
      grip.setPointerCapture(event.pointerId);
    });
    grip?.addEventListener("pointerup", (event) => {
      const moved = event.clientY - (this.dragFrom ?? event.clientY);
      this.dragFrom = null;
      if (moved > DRAG_PX) this.grow(-1);
      else if (moved < -DRAG_PX) this.grow(1);
    });
    this.addEventListener("halles:close-sheet", () => this.close());
    this.addEventListener("halles:step", (event) => this.makeRoom((event as CustomEvent<string>).detail));
    window.addEventListener("message", (event) => this.hear(event));
    this.addEventListener("click", (event) => this.noteTaken(event));
  }

  /** Open with the fragment at `url`. */
  async open(url: string, opener: HTMLElement | null, height: Height = "half"): Promise<void> {
    this.opener = opener;
    const body = this.querySelector<HTMLElement>(".sheet__body")!;
    body.innerHTML = this.querySelector<HTMLTemplateElement>("template")!.innerHTML;
    body.scrollTop = 0;
    const wasOpen = Boolean(document.body.dataset["sheet"]);
    this.setHeight(height);
    this.hidden = false;
    this.inert = false;
    if (!wasOpen) this.rise(opener);
    await htmx.ajax("GET", url, { target: body, swap: "innerHTML" });
    (body.querySelector<HTMLElement>("[data-focus]") ?? body.querySelector<HTMLElement>("h2"))?.focus({ preventScroll: true });
  }

  close(): void {
    delete document.body.dataset["sheet"];
    this.inert = true;
    this.opener?.focus({ preventScroll: true });
    this.opener = null;
  }

  /** Grow out of what was tapped; from the lower edge when that lies elsewhere. */
  private rise(opener: HTMLElement | null): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const whole = this.getBoundingClientRect();
    const from = opener?.getBoundingClientRect() ?? new DOMRect(whole.left, whole.bottom, whole.width, 0);
    const within = (distance: number, size: number) => `${Math.round(Math.min(Math.max(distance, 0), size))}px`;
    const top = within(from.top - whole.top, whole.height);
    const right = within(whole.right - from.right, whole.width);
    const bottom = within(whole.bottom - from.bottom, whole.height);
    const left = within(from.left - whole.left, whole.width);
    const round = getComputedStyle(this).borderRadius;
    this.animate(
      [
        { clipPath: `inset(${top} ${right} ${bottom} ${left} round 12px)`, opacity: 0.4 },
        { clipPath: `inset(0px 0px 0px 0px round ${round})`, opacity: 1 },
      ],
      { duration: RISE_MS, easing: "cubic-bezier(0.2, 0.8, 0.2, 1)" },
    );
  }

  private setHeight(height: Height): void {
    document.body.dataset["sheet"] = height;
  }

  /** A form and a bank's page need more than the half in which a product is looked at. */
  private makeRoom(step: string): void {
    if (["pay", "bank"].includes(step) && document.body.dataset["sheet"] === "half") this.setHeight("most");
  }

  private grow(by: number): void {
    const at = HEIGHTS.indexOf((document.body.dataset["sheet"] as Height) ?? "half");
    const next = at + by;
    if (next < 0) this.close();
    else this.setHeight(HEIGHTS[Math.min(next, HEIGHTS.length - 1)]!);
  }

  /** The bag or the buy button of a product was pressed: the step between looking and paying. */
  private noteTaken(event: Event): void {
    const button = (event.target as HTMLElement).closest<HTMLElement>(".sheet__foot :is(button[type='submit'], .button--buy)");
    const offer = this.querySelector<HTMLElement>(".offer[data-product]");
    if (!button || !offer) return;
    const product = offer.dataset["product"];
    const source = offer.querySelector<HTMLInputElement>("input[name='source']")?.value || undefined;
    note({ kind: "checkout_opened", content_kind: "product", content: product, product, source });
  }

  private maybeOpen(event: Event): void {
    const door = (event.target as HTMLElement).closest<HTMLElement>("[data-sheet-url]");
    if (!door) return;
    event.preventDefault();
    if (door.dataset["kind"]) {
      const { kind, contentKind, contentId, product, source } = door.dataset;
      note({ kind, content_kind: contentKind ?? "product", content: contentId, product, source });
    }
    void this.open(door.dataset["sheetUrl"]!, door, (door.dataset["sheetHeight"] as Height) ?? "half");
  }

  /** The provider's page in its frame tells that it has finished; what happened is asked of our own server. */
  private hear(event: MessageEvent): void {
    if (event.origin !== location.origin || typeof event.data !== "object" || event.data === null) return;
    const { halles, url } = event.data as { halles?: string; url?: string };
    if (halles === "payment-returned" && url?.startsWith("/")) {
      void htmx.ajax("GET", url, { target: this.querySelector<HTMLElement>(".sheet__body")!, swap: "innerHTML" });
    }
  }
}

customElements.define("product-sheet", ProductSheet);
