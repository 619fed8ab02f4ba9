// The bars under the film strip: one per product, moved and stretched by pointer. Everything they do can also be typed.

export interface Span {
  start_ms: number;
  end_ms: number;
}

export interface Hand<S extends Span> {
  /** The length of the clip in milliseconds. */
  length(): number;
  /** What stands on a bar. */
  name(span: S): string;
  /** A bar is being moved; `at_ms` is the moment under the hand. */
  moved(span: S, at_ms: number): void;
  /** The bar was let go. */
  dropped(): void;
}

type Edge = "start" | "end" | "whole";
const SPAN_MS_MIN = 500;
const STEP_MS = 100;

/** Draw a bar for every span into `place`, overlapping ones in lanes of their own. */
export function drawLanes<S extends Span>(place: HTMLElement, spans: readonly S[], hand: Hand<S>): void {
  const ends: number[] = [];
  const bars = [...spans].sort((a, b) => a.start_ms - b.start_ms).map((span) => {
    const free = ends.findIndex((end) => end <= span.start_ms);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = span.end_ms;
    return bar(place, span, lane, hand);
  });
  place.replaceChildren(...bars);
  place.style.setProperty("--lanes", String(Math.max(1, ends.length)));
}

function bar<S extends Span>(place: HTMLElement, span: S, lane: number, hand: Hand<S>): HTMLElement {
  const element = document.createElement("div");
  element.className = "lane";
  element.style.setProperty("--lane", String(lane));
  const name = Object.assign(document.createElement("span"), { className: "lane__name", textContent: hand.name(span) });
  element.append(grip("start"), name, grip("end"));
  lay(element, span, hand.length());
  element.addEventListener("pointerdown", (event) => take(event, element, place, span, hand));
  return element;
}

function grip(edge: Edge): HTMLElement {
  const element = document.createElement("span");
  element.className = `lane__grip lane__grip--${edge}`;
  element.dataset["edge"] = edge;
  return element;
}

function lay(element: HTMLElement, span: Span, length: number): void {
  element.style.left = `${(span.start_ms / length) * 100}%`;
  element.style.width = `${((span.end_ms - span.start_ms) / length) * 100}%`;
}

function take<S extends Span>(event: PointerEvent, element: HTMLElement, place: HTMLElement, span: S, hand: Hand<S>): void {
  if (event.button !== 0) return;
  event.preventDefault();
  const edge = ((event.target as HTMLElement).dataset["edge"] ?? "whole") as Edge;
  const before = { start_ms: span.start_ms, end_ms: span.end_ms };
  const from = event.clientX;
  const follow = (move: PointerEvent): void => {
    const by = ((move.clientX - from) / place.clientWidth) * hand.length();
    Object.assign(span, shifted(before, edge, by, hand.length()));
    lay(element, span, hand.length());
    hand.moved(span, edge === "end" ? span.end_ms : span.start_ms);
  };
  const letGo = (): void => {
    element.removeEventListener("pointermove", follow);
    element.classList.remove("is-held");
    hand.dropped();
  };
  element.setPointerCapture(event.pointerId);
  element.classList.add("is-held");
  element.addEventListener("pointermove", follow);
  element.addEventListener("lostpointercapture", letGo, { once: true });
}

/** A span after its edge, or all of it, was moved by some milliseconds; never outside the clip, never too short. */
export function shifted(span: Span, edge: Edge, by: number, length: number): Span {
  const round = (ms: number): number => Math.round(ms / STEP_MS) * STEP_MS;
  const { start_ms, end_ms } = span;
  if (edge === "start") return { start_ms: Math.min(Math.max(0, round(start_ms + by)), end_ms - SPAN_MS_MIN), end_ms };
  if (edge === "end") return { start_ms, end_ms: Math.max(Math.min(length, round(end_ms + by)), start_ms + SPAN_MS_MIN) };
  const width = end_ms - start_ms;
  const start = Math.min(Math.max(0, round(start_ms + by)), length - width);
  return { start_ms: start, end_ms: start + width };
}
