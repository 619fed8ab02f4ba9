// <anchor-editor>: up to 30 products on the time line. Everything can be typed; dragging on the strip is the quick way.

import { drawLanes, type Span } from "./lanes";

interface Anchor extends Span {
  product: string;
  variant: string;
  label: string;
}

interface Product {
  id: string;
  title: string;
  shop: string;
}

const ANCHORS_MAX = 30;
const SHOWN_MS = 4000;
const SPAN_MS_MIN = 500;

class AnchorEditor extends HTMLElement {
  private anchors: Anchor[] = [];
  private products: Product[] = [];
  private rows!: HTMLOListElement;
  private lanes!: HTMLElement;
  private readonly fields = new Map<Anchor, Record<"start_ms" | "end_ms", HTMLInputElement>>();
  private status!: HTMLElement;
  private timer: number | undefined;

  connectedCallback(): void {
    if (this.rows) return;
    this.anchors = JSON.parse(this.dataset["anchors"] ?? "[]") as Anchor[];
    this.products = JSON.parse(this.dataset["products"] ?? "[]") as Product[];
    this.rows = document.createElement("ol");
    this.rows.className = "anchors";
    this.rows.setAttribute("role", "list");
    this.status = Object.assign(document.createElement("p"), { className: "small" });
    this.status.setAttribute("role", "status");
    const add = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: this.words("add") });
    add.addEventListener("click", () => this.add());
    // The same figures stand in the fields below, for keyboards and screen readers.
    this.lanes = Object.assign(document.createElement("div"), { className: "lanes" });
    this.lanes.setAttribute("aria-hidden", "true");
    this.append(this.lanes, this.rows, add, this.status);
    if (this.products.length === 0) {
      add.disabled = true;
      this.status.textContent = this.words("none");
    }
    this.draw();
  }

  private get length(): number {
    return Number(this.dataset["length"]) || 180_000;
  }

  private get player(): HTMLVideoElement | null {
    return document.querySelector<HTMLVideoElement>("video[data-preview]");
  }

  private add(): void {
    if (this.anchors.length >= ANCHORS_MAX) {
      this.status.textContent = this.words("full");
      return;
    }
    const start = Math.min(Math.round((this.player?.currentTime ?? 0) * 1000), Math.max(0, this.length - SPAN_MS_MIN));
    this.anchors.push({ product: this.products[0]!.id, variant: "", start_ms: start, end_ms: Math.min(start + SHOWN_MS, this.length), label: "" });
    this.draw();
    this.rows.lastElementChild?.querySelector("select")?.focus();
    this.keepSoon();
  }

  private draw(): void {
    this.rows.replaceChildren(...this.anchors.map((anchor, index) => this.row(anchor, index)));
    this.mark();
  }

  private row(anchor: Anchor, index: number): HTMLLIElement {
    const row = document.createElement("li");
    row.className = "anchor";
    const select = document.createElement("select");
    for (const product of this.products) {
      select.add(new Option(`${product.title} · ${product.shop}`, product.id, false, product.id === anchor.product));
    }
    select.addEventListener("change", () => {
      anchor.product = select.value;
      anchor.variant = "";
      this.mark();
      this.keepSoon();
    });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet button--small", textContent: this.words("remove") });
    remove.addEventListener("click", () => {
      this.anchors.splice(index, 1);
      this.fields.delete(anchor);
      this.draw();
      this.keepSoon();
    });
    const fields = { start_ms: this.seconds(anchor, "start_ms"), end_ms: this.seconds(anchor, "end_ms") };
    this.fields.set(anchor, fields);
    row.append(
      this.labelled(this.words("product"), select, "anchor__product"),
      this.labelled(this.words("from"), fields.start_ms),
      this.labelled(this.words("to"), fields.end_ms),
      this.labelled(this.words("label"), this.text(anchor), "anchor__label"),
      remove,
    );
    return row;
  }

  private seconds(anchor: Anchor, name: "start_ms" | "end_ms"): HTMLInputElement {
    const input = Object.assign(document.createElement("input"), { type: "number", min: "0", max: String(this.length / 1000), step: "0.1", value: (anchor[name] / 1000).toFixed(1) });
    input.addEventListener("change", () => {
      anchor[name] = Math.round(Number(input.value) * 1000);
      const player = this.player;
      if (player) player.currentTime = anchor[name] / 1000;
      this.mark();
      this.keepSoon();
    });
    return input;
  }

  private text(anchor: Anchor): HTMLInputElement {
    const input = Object.assign(document.createElement("input"), { type: "text", maxLength: 40, value: anchor.label });
    input.addEventListener("input", () => {
      anchor.label = input.value;
      this.keepSoon();
    });
    return input;
  }

  private labelled(words: string, control: HTMLElement, className = ""): HTMLLabelElement {
    const label = document.createElement("label");
    label.className = className;
    const name = Object.assign(document.createElement("span"), { className: "field__label", textContent: words });
    control.classList.add("input");
    label.append(name, control);
    return label;
  }

  /** The bars under the film strip show when each product stands, and can be dragged there. */
  private mark(): void {
    drawLanes(this.lanes, this.anchors, {
      length: () => this.length,
      name: (anchor) => this.products.find((product) => product.id === anchor.product)?.title ?? "",
      moved: (anchor, at_ms) => this.follow(anchor, at_ms),
      dropped: () => {
        this.mark();
        this.keepSoon();
      },
    });
  }

  private follow(anchor: Anchor, at_ms: number): void {
    const fields = this.fields.get(anchor);
    for (const name of ["start_ms", "end_ms"] as const) if (fields) fields[name].value = (anchor[name] / 1000).toFixed(1);
    const player = this.player;
    if (player) player.currentTime = at_ms / 1000;
  }

  private keepSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), 700);
  }

  private async keep(): Promise<void> {
    const csrf = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')!.content;
    try {
      const answer = await fetch(this.dataset["url"]!, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify({ anchors: this.anchors }),
      });
      const told = (await answer.json()) as { title?: string };
      this.status.textContent = answer.ok ? this.words("kept") : (told.title ?? "");
      this.status.classList.toggle("field__error", !answer.ok);
    } catch {
      this.timer = window.setTimeout(() => void this.keep(), 4000);
    }
  }

  private words(name: string): string {
    return this.getAttribute(`data-words-${name}`) ?? "";
  }
}

customElements.define("anchor-editor", AnchorEditor);
