// An answer that does not come, or is not the piece of the page that was asked for: say so in place, keep everything
// that was typed, and offer to try again. The words come with the page (kit/trouble.html).

interface Context {
  sourceElement: HTMLElement;
  sourceEvent?: Event;
  target?: HTMLElement | string;
  swap?: string;
  text?: string;
  response?: { raw: Response; status: number };
  request: { method: string; action: string; submitter?: HTMLElement | null };
}

/** What htmx's events carry; an error of a script carries none. */
function contextOf(event: Event): Context | undefined {
  return (event as unknown as CustomEvent<{ ctx?: Context }>).detail.ctx;
}

const isPage = (text: string) => /^\s*<(!doctype|html)/i.test(text);

document.addEventListener("htmx:before:request", (event) => {
  const ctx = contextOf(event);
  if (ctx) placeOf(ctx).querySelector(".trouble")?.remove();
});

document.addEventListener("htmx:after:request", (event) => {
  const ctx = contextOf(event);
  const said = ctx?.response ? problemIn(ctx.response, ctx.text ?? "") : null;
  if (!ctx || said === null) return;
  event.preventDefault();
  tell(ctx, said);
});

document.addEventListener("htmx:error", (event) => {
  const ctx = contextOf(event);
  // With a text the answer had arrived: that is then no lost connection.
  if (ctx?.request && ctx.text === undefined) tell(ctx, [paragraph("offline")]);
});

/** What to say about an answer; null for a fragment that belongs where it was asked for, errors of a form included. */
function problemIn(response: { raw: Response; status: number }, text: string): Node[] | null {
  if (response.status < 400 && !isPage(text)) return null;
  if (isPage(text)) return [paragraph("broken")];
  const refusal = new DOMParser().parseFromString(text, "text/html").querySelector<HTMLElement>("body > [data-refusal]");
  if (refusal) {
    renew(refusal.dataset["csrf"]);
    return [...document.importNode(refusal, true).childNodes];
  }
  const isFragment = response.raw.headers.get("Content-Type")?.startsWith("text/html");
  return isFragment && response.status < 500 ? null : [paragraph("broken")];
}

/** A form that was open for too long may be sent again under the token of now. */
function renew(token: string | undefined): void {
  if (!token) return;
  document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.setAttribute("content", token);
  for (const field of document.querySelectorAll<HTMLInputElement>("input[name='csrfmiddlewaretoken']")) field.value = token;
}

function paragraph(name: "broken" | "offline"): HTMLElement {
  const said = document.createElement("p");
  said.textContent = document.querySelector<HTMLElement>("#trouble")?.dataset[name] ?? "";
  return said;
}

/** The piece of the page that the request was about: the sheet, else its form, else what stands around its button. */
function placeOf(ctx: Context): HTMLElement {
  const target = ctx.target instanceof HTMLElement ? ctx.target : null;
  const source = ctx.sourceElement;
  return target?.closest<HTMLElement>(".sheet__body") ?? source.closest("form") ?? source.parentElement ?? document.body;
}

function tell(ctx: Context, said: Node[]): void {
  // What nobody has asked for need not be announced; it asks again by itself.
  if (["every", "intersect", "load"].includes(ctx.sourceEvent?.type ?? "")) return;
  const mould = document.querySelector<HTMLTemplateElement>("#trouble");
  if (!mould) return;
  const notice = document.importNode(mould.content, true).firstElementChild as HTMLElement;
  notice.querySelector(".trouble__said")!.replaceChildren(...said);
  notice.querySelector("button")!.addEventListener("click", () => again(ctx, notice));
  const place = placeOf(ctx);
  place.querySelector(".trouble")?.remove();
  // The sheet that had nothing to show yet shows this; everything else stays as it is below the notice.
  if (place.matches(".sheet__body") && !place.contains(ctx.sourceElement)) place.replaceChildren(notice);
  else if (place.matches(".sheet__body, form")) place.prepend(notice);
  // Beside a heart there is no room: the stage says it for a moment, and the heart is there to press again.
  else if (document.querySelector("#say")) return sayAloud(notice);
  else ctx.sourceElement.after(notice);
  notice.scrollIntoView({ block: "nearest" });
}

function sayAloud(notice: HTMLElement): void {
  const words = notice.querySelector(".trouble__said")!.textContent!.trim();
  document.dispatchEvent(new CustomEvent("halles:say", { detail: words }));
}

function again(ctx: Context, notice: HTMLElement): void {
  notice.remove();
  const { sourceElement: source, sourceEvent: event } = ctx;
  if (!event?.type) void window.htmx.ajax(ctx.request.method, ctx.request.action, { target: ctx.target ?? source, swap: ctx.swap ?? "innerHTML" });
  else if (source instanceof HTMLFormElement && event.type === "submit") source.requestSubmit(ctx.request.submitter);
  else if (event.type === "click") source.click();
  else source.dispatchEvent(new Event(event.type, { bubbles: true }));
}

function showLine(): void {
  const line = document.querySelector<HTMLElement>("#offline");
  if (line) line.hidden = navigator.onLine;
}

window.addEventListener("online", showLine);
window.addEventListener("offline", showLine);
document.addEventListener("DOMContentLoaded", showLine);
