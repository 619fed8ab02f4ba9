// The four parts of a story show themselves, with the prompts of the chosen one; a bar's width follows its figure.
type Prompts = Record<string, Record<string, string>>;

document.addEventListener("change", (event) => {
  const select = event.target as HTMLSelectElement;
  if (select.name !== "template") return;
  const parts = document.querySelector<HTMLElement>("[data-story]");
  if (!parts) return;
  parts.hidden = select.value === "none";
  const prompts = (JSON.parse(parts.dataset["prompts"] ?? "{}") as Prompts)[select.value] ?? {};
  for (const hint of parts.querySelectorAll<HTMLElement>("[data-prompt]")) {
    hint.textContent = prompts[hint.dataset["prompt"]!] ?? "";
    hint.hidden = !hint.textContent;
  }
});

function fillBars(): void {
  for (const bar of document.querySelectorAll<HTMLElement>("[data-width]")) bar.style.width = `${bar.dataset["width"]}%`;
}

fillBars();
document.addEventListener("htmx:after:swap", fillBars);
