// What the parts of a room share: pieces of HTML from the page, words with a hole, money in the reader's way.

/** A copy of the template `data-of="name"` of the room. */
export function piece(room: HTMLElement, name: string): HTMLElement {
  const found = room.querySelector<HTMLTemplateElement>(`template[data-of="${name}"]`);
  return (found?.content.firstElementChild?.cloneNode(true) ?? document.createElement("div")) as HTMLElement;
}

/** The words of the template `data-of="name"`, with `value` in the place of %s. */
export function words(room: HTMLElement, name: string, value = ""): string {
  const found = room.querySelector<HTMLTemplateElement>(`template[data-of="${name}"]`);
  return (found?.content.textContent ?? "").replace("%s", value).trim();
}

/** An amount as the market writes it. */
export function money(room: HTMLElement, minor: number, currency: string): string {
  const format = new Intl.NumberFormat(room.dataset["locale"] ?? "en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

/** Say a thing at the lower edge of the stage, and to screen readers. */
export function say(text: string): void {
  document.dispatchEvent(new CustomEvent("halles:say", { detail: text }));
}

/** A post of the team; the sentence of the refusal, or "" when it was done. */
export async function post(url: string, facts: Record<string, string>): Promise<string> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  try {
    const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams(facts) });
    if (answer.ok) return "";
    const problem = (await answer.json()) as { title?: string };
    return problem.title ?? String(answer.status);
  } catch {
    return document.querySelector<HTMLElement>("#room-sentences")?.dataset["lost"] ?? "…";
  }
}
