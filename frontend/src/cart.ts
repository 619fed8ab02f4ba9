// The page of the bag and paying for it.
import "../styles/cart.css";

// A press that pays counts once; the server would notice a second one too.
const sent = new WeakSet<HTMLFormElement>();
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || !form.matches("[data-once]")) return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
});
// Back from the bank by the browser's own button: the page wakes up as it was left, and may be pressed again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// The page is drawn again after each change: the focus stays on the same control, or goes to the heading.
let held = "";
document.addEventListener("htmx:before:swap", () => {
  held = document.activeElement?.id ?? "";
});
document.addEventListener("htmx:after:swap", () => {
  const again = held ? document.getElementById(held) : null;
  const usable = again instanceof HTMLElement && !again.matches(":disabled") && again.offsetParent !== null;
  (usable ? again : document.getElementById("cart-title"))?.focus({ preventScroll: true });
});
