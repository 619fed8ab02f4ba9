// The four parts of a story show themselves when a template is chosen; a bar's width follows its figure.
document.addEventListener("change", (event) => {
  const select = event.target as HTMLSelectElement;
  if (select.name !== "template") return;
  const parts = document.querySelector<HTMLElement>("[data-story]");
  if (parts) parts.hidden = select.value === "none";
});

function fillBars(): void {
  for (const bar of document.querySelectorAll<HTMLElement>("[data-width]")) bar.style.width = `${bar.dataset["width"]}%`;
}

fillBars();
document.addEventListener("htmx:after:swap", fillBars);
