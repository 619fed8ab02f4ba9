// The bag in the header: its number follows what is put in, and it swallows the product's picture when one is.

const FLIGHT_MS = 420;

function isStill(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function tell(count: string): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-bag-count]")) place.textContent = count === "0" ? "" : count;
}

/** The picture of what was put in: of the sheet or the page the button stands on. */
function pictureNear(button: Element): HTMLImageElement | null {
  const place = button.closest(".sheet__body, article, main");
  return place?.querySelector<HTMLImageElement>(".offer__picture") ?? document.querySelector<HTMLImageElement>("article.product img, .offer__picture");
}

function swallow(picture: HTMLImageElement, bag: HTMLElement): void {
  const from = picture.getBoundingClientRect();
  const to = bag.getBoundingClientRect();
  const flying = picture.cloneNode() as HTMLImageElement;
  flying.alt = "";
  flying.setAttribute("aria-hidden", "true");
  flying.className = "swallowed";
  Object.assign(flying.style, { left: `${from.left}px`, top: `${from.top}px`, width: `${from.width}px`, height: `${from.height}px` });
  document.body.append(flying);
  const x = to.left + to.width / 2 - (from.left + from.width / 2);
  const y = to.top + to.height / 2 - (from.top + from.height / 2);
  const flight = flying.animate(
    [
      { transform: "none", opacity: 1 },
      { transform: `translate(${x * 0.5}px, ${y * 0.7 - 40}px) scale(0.45)`, opacity: 1, offset: 0.6 },
      { transform: `translate(${x}px, ${y}px) scale(0.06)`, opacity: 0.4 },
    ],
    { duration: FLIGHT_MS, easing: "cubic-bezier(0.3, 0, 0.3, 1)" },
  );
  flight.addEventListener("finish", () => {
    flying.remove();
    bag.animate([{ transform: "none" }, { transform: "scale(1.2, 0.85)" }, { transform: "none" }], { duration: 180 });
  });
  flight.addEventListener("cancel", () => flying.remove());
}

// After a refusal its sentence stands by the button, and the number stays as it was.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = (event as CustomEvent<{ ctx: { sourceElement: Element; response?: { raw: Response } } }>).detail;
  const answer = ctx.response?.raw;
  const count = answer?.headers.get("Bag-Count");
  if (!answer?.ok || !count) return;
  tell(count);
  const form = ctx.sourceElement;
  if (!form.matches("[data-bag-button]") || isStill()) return;
  const bag = [...document.querySelectorAll<HTMLElement>("[data-bag]")].find((one) => one.offsetParent !== null);
  const picture = pictureNear(form);
  if (bag && picture) swallow(picture, bag);
});

export {};
