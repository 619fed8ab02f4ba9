// A next step takes the place of the one before (pay, the bank, the receipt): it is read from its beginning. What a
// person has to know or to mend first is brought before their eyes, wherever they had scrolled to.

const steps = new WeakMap<HTMLElement, string>();

document.addEventListener("htmx:after:swap", (event) => {
  const target = (event as unknown as CustomEvent<{ ctx?: { target?: HTMLElement | string } }>).detail.ctx?.target;
  if (target instanceof HTMLElement && target.matches(".sheet__body")) arrive(target);
});

function arrive(place: HTMLElement): void {
  const step = place.querySelector<HTMLElement>("[data-step]")?.dataset["step"] ?? "";
  const isNew = step !== "" && steps.get(place) !== step;
  steps.set(place, step);
  if (isNew) {
    place.scrollTop = 0;
    place.dispatchEvent(new CustomEvent("halles:step", { bubbles: true, detail: step }));
  }
  const wrong = place.querySelector<HTMLElement>("[role='alert']:not([hidden]), [aria-invalid='true']");
  if (wrong) show(wrong, "center");
  else if (isNew) show(place.querySelector<HTMLElement>("[data-focus]"), "nearest");
}

function show(element: HTMLElement | null, block: ScrollLogicalPosition): void {
  if (!element) return;
  if (element.matches("[role='alert']")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block });
}
