// The bundle of every page in the hall: styles, htmx, and the two things each form needs.
import "../styles/tokens.css";
import "../styles/foundation.css";
import "../styles/controls.css";
import "../styles/hall.css";
import "../styles/bag.css";
import "../styles/shows.css";
import "./htmx/setup";

// The first field that is wrong gets the focus, so that keyboard and screen reader land where help is needed.
document.querySelector<HTMLElement>(".field--wrong input, .field--wrong select, .field--wrong textarea")?.focus();

// An open menu closes by Escape and by a press outside.
document.addEventListener("pointerdown", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
