// The seller's desk: a country that brings its own questions, photos sent one by one, slips on paper.
import "../styles/shop.css";
import "./shop/photos";

// Another country or market asks for other things: the page is drawn again and keeps what was typed.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-redraw]")) {
  const again = form.querySelector<HTMLButtonElement>(":scope > button[name=redraw]");
  for (const name of (form.dataset.redraw ?? "").split(" ")) {
    form.querySelector<HTMLSelectElement>(`select[name="${name}"]`)?.addEventListener("change", () => form.requestSubmit(again));
  }
}

// On a phone the menus scroll: the present entry comes into sight.
for (const here of document.querySelectorAll<HTMLElement>(".desk-nav [aria-current], .filters [aria-current]")) {
  const menu = here.parentElement;
  const end = menu ? here.offsetLeft - menu.offsetLeft + here.offsetWidth : 0;
  if (menu && end > menu.clientWidth) menu.scrollLeft = end - here.offsetWidth - 48;
}

// A press that moves money or parcels counts once; the server would notice a second one too.
const TWICE_MS = 3000;
const sentAt = new WeakMap<HTMLFormElement, number>();
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post") return;
  if (event.timeStamp - (sentAt.get(form) ?? -TWICE_MS) < TWICE_MS) event.preventDefault();
  else sentAt.set(form, event.timeStamp);
});
