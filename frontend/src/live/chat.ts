// The chat of a room: a few lines over the picture, what can be done with one, and the line one writes oneself.
import { piece, post, say, words } from "./parts";
import type { Chat as Said, Modes } from "./room_events";
import type { RoomLine } from "./room_line";

const LINES_MAX = 80;
const LINK = /\bhttps?:\/\/[^\s<>"]+/g;

export class Chat {
  private readonly list: HTMLElement;
  private readonly form: HTMLFormElement | null;
  private replyTo: number | null = null;
  private isAtEnd = true;

  constructor(
    private readonly room: HTMLElement,
    private readonly line: RoomLine | null,
    private readonly refuse: (code: string) => void,
  ) {
    this.list = room.querySelector<HTMLElement>(".room__chat")!;
    this.form = room.querySelector<HTMLFormElement>("[data-say]");
    this.form?.addEventListener("submit", (event) => void this.speak(event));
    this.list.addEventListener("scroll", () => {
      this.isAtEnd = this.list.scrollTop + this.list.clientHeight > this.list.scrollHeight - 24;
    });
    room.addEventListener("click", (event) => void this.tapped(event));
    this.list.addEventListener("submit", (event) => void this.report(event));
  }

  /** Begin anew with these lines: the first time, or after a gap. */
  fill(events: Said[]): void {
    this.list.replaceChildren();
    for (const event of events) this.add(event);
  }

  add(event: Said): void {
    if (this.list.querySelector(`[data-offset="${event.o}"]`)) return;
    const line = piece(this.room, "message");
    line.dataset["offset"] = String(event.o);
    const role = event.role ?? "viewer";
    if (event.s === "held") line.classList.add("said--held");
    line.classList.add(`said--${role}`);
    // In a replay nothing can be answered any more, only reported.
    if (!this.line && this.room.dataset["role"] !== "viewer") line.querySelector(".said__menu")?.remove();
    const by = line.querySelector<HTMLElement>(".said__by")!;
    by.textContent = event.name;
    if (role !== "viewer") by.append(this.badge(role));
    if (event.reply) line.querySelector(".said__text")!.append(`@${event.reply.name} `);
    this.write(line.querySelector<HTMLElement>(".said__text")!, event.text, role !== "viewer");
    if (event.was) this.remove(event.was);
    this.list.append(line);
    while (this.list.childElementCount > LINES_MAX) this.list.firstElementChild!.remove();
    if (this.isAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  remove(offset: number): void {
    this.list.querySelector(`[data-offset="${offset}"]`)?.remove();
  }

  /** A quiet line of the house: messages were left out or lost. */
  note(text: string): void {
    const line = document.createElement("div");
    line.className = "said said--note";
    line.textContent = text;
    this.list.append(line);
    if (this.isAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  setMode(mode: Partial<Modes>): void {
    const isClosed = mode.is_chat_open === false && this.room.dataset["role"] === "viewer";
    const input = this.form?.querySelector<HTMLInputElement>("input");
    if (input) input.disabled = isClosed;
  }

  private badge(role: string): HTMLElement {
    const badge = document.createElement("span");
    badge.className = "said__role";
    badge.textContent = words(this.room, role);
    return badge;
  }

  /** Only those who run the show may lead somebody away from it. */
  private write(place: HTMLElement, text: string, mayLink: boolean): void {
    if (!mayLink) return place.append(text);
    let from = 0;
    for (const found of text.matchAll(LINK)) {
      place.append(text.slice(from, found.index));
      const link = document.createElement("a");
      link.href = found[0];
      link.rel = "noopener nofollow ugc";
      link.target = "_blank";
      link.textContent = found[0];
      place.append(link);
      from = found.index + found[0].length;
    }
    place.append(text.slice(from));
  }

  private async speak(event: Event): Promise<void> {
    event.preventDefault();
    const input = this.form!.querySelector<HTMLInputElement>("input")!;
    const text = input.value.trim();
    if (!text || !this.line) return;
    input.readOnly = true;
    const answer = await this.line.say(text, this.replyTo ?? undefined);
    input.readOnly = false;
    if (!answer.ok) return this.refuse(answer.code ?? "");
    input.value = "";
    this.answering(null);
    if (answer.held) this.note(`${text} (${this.room.dataset["held"] ?? ""})`);
    this.isAtEnd = true;
  }

  private async tapped(event: Event): Promise<void> {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-act]");
    const line = button?.closest<HTMLElement>(".said");
    const act = button?.dataset["act"];
    if (act === "no-reply") return this.answering(null);
    if (!button || !line) return;
    if (act === "said") return this.openMenu(line);
    if (act === "reply") return this.answering(line);
    if (act === "report") return this.openReport(line);
    if (act === "delete") await this.deed("delete", line, {});
    if (act === "mute") await this.deed("restrict", line, { kind: "mute", seconds: button.dataset["seconds"]!, reason: button.dataset["reason"]! });
    if (act === "ban" && confirm(button.dataset["ask"])) {
      await this.deed("restrict", line, { kind: "ban", reason: button.dataset["reason"]! });
    }
  }

  private openMenu(line: HTMLElement): void {
    const open = line.querySelector(".said__deeds");
    for (const menu of this.list.querySelectorAll(".said__deeds")) menu.remove();
    if (open) return;
    const menu = piece(this.room, "said-menu");
    if (!this.line) for (const button of menu.querySelectorAll('button:not([data-act="report"])')) button.remove();
    line.append(menu);
  }

  private openReport(line: HTMLElement): void {
    line.querySelector(".said__deeds")?.remove();
    const form = piece(this.room, "said-report");
    line.append(form);
    form.querySelector("select")?.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  /** Tell the staff what is wrong with a message. */
  private async report(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const offset = form.closest<HTMLElement>(".said")?.dataset["offset"];
    if (!offset) return;
    const reason = String(new FormData(form).get("reason") ?? "");
    const refused = await post(form.dataset["report"]!.replace("/0/", `/${offset}/`), { reason });
    say(refused || form.dataset["thanks"]!);
    form.remove();
  }

  private async deed(name: string, line: HTMLElement, facts: Record<string, string>): Promise<void> {
    const url = this.room.dataset["teamUrl"]!.replace(/deed$/, name);
    const refused = await post(url, { offset: line.dataset["offset"]!, ...facts });
    if (refused) say(refused);
    line.querySelector(".said__deeds")?.remove();
  }

  private answering(line: HTMLElement | null): void {
    this.replyTo = line ? Number(line.dataset["offset"]) : null;
    const place = this.form?.querySelector<HTMLElement>(".room__replying");
    if (!place) return;
    place.hidden = line === null;
    const name = line?.querySelector(".said__by")?.firstChild?.textContent ?? "";
    place.querySelector("span")!.textContent = (this.room.dataset["replyTo"] ?? "%s").replace("%s", name);
    if (line) this.form!.querySelector<HTMLInputElement>("input")!.focus();
    line?.querySelector(".said__deeds")?.remove();
  }
}
