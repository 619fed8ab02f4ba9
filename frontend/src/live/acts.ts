// The acts of a show over the picture: a card for each that runs, and for what is kept for this person. Whatever is shown
// here was decided by the server; the clock is the server's too.
import { cardOf, clockOf, type Part } from "./act_cards";
import { post, say, words } from "./parts";
import type { Act, Answer, Chain, EventOf } from "./room_events";
import type { RoomLine } from "./room_line";

const NOTHING: Part = { promises: [], coupons: [], waiting: [], entries: [], votes: [] };
// Who is heard of this often counts as present at a draw.
const PRESENT_EVERY_MS = 20_000;
const TOLD_FOR_MS = 120_000;

export class Acts {
  private readonly states = new Map<string, Act>();
  private readonly cards = new Map<string, { shape: string; card: HTMLElement }>();
  private part: Part = NOTHING;
  private chain: Chain | null = null;
  private loading: number | undefined;
  private readonly place: HTMLElement;
  private readonly session: string;

  constructor(
    readonly room: HTMLElement,
    readonly line: RoomLine,
    readonly refuse: (code: string) => void,
  ) {
    this.place = room.querySelector<HTMLElement>("[data-acts]") ?? document.createElement("div");
    this.session = room.dataset["session"] ?? "";
    this.place.addEventListener("click", (event) => void this.pressed(event));
    window.setInterval(() => this.tick(), 500);
    window.setInterval(() => this.stayPresent(), PRESENT_EVERY_MS);
  }

  fill(acts: Record<string, Act>): void {
    this.states.clear();
    for (const [id, act] of Object.entries(acts)) this.states.set(id, act);
    this.draw();
    this.look(0);
  }

  told(event: EventOf<"act">): void {
    const before = this.states.get(event.act)?.status;
    this.states.set(event.act, event);
    this.chain = event.chain ?? this.chain;
    this.draw();
    const isMine = this.part.waiting.some((one) => one.act === event.act) || this.promise(event.act) !== undefined;
    if (isMine || before !== event.status) this.look(1_000);
  }

  /** Ask what this person has in the show, a moment later, since many are told at once. */
  private look(within: number): void {
    if (this.loading !== undefined) return;
    this.loading = window.setTimeout(() => void this.load(), Math.random() * within);
  }

  private async load(): Promise<void> {
    this.loading = undefined;
    try {
      const answer = await fetch(`/live/${this.session}/part`, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const told = (await answer.json()) as Part & { chain: Chain | null };
        this.part = told;
        if ((told.chain?.number ?? 0) >= (this.chain?.number ?? 0)) this.chain = told.chain;
      }
      this.draw();
    } catch {
      // The line is lost; the next hello asks again.
    }
  }

  private promise(act: string): Part["promises"][number] | undefined {
    return this.part.promises.find((one) => one.act === act && one.status === "open");
  }

  private isShown(id: string, act: Act): boolean {
    if (["announced", "open"].includes(act.status) || this.promise(id)) return true;
    const ends = Number(act["ends"] ?? 0);
    return ["ended", "drawn"].includes(act.status) && act.kind !== "coupon" && this.line.now() - ends < TOLD_FOR_MS;
  }

  private draw(): void {
    for (const [id, act] of this.states) {
      const known = this.cards.get(id);
      if (!this.isShown(id, act)) {
        known?.card.remove();
        this.cards.delete(id);
        continue;
      }
      const made = cardOf(this.room, id, act, this.part, known);
      if (made.card !== known?.card) {
        if (known) known.card.replaceWith(made.card);
        else this.place.prepend(made.card);
      }
      this.cards.set(id, made);
    }
    for (const [id, { card }] of this.cards) {
      if (this.states.has(id)) continue;
      card.remove();
      this.cards.delete(id);
    }
    this.showChain();
    this.tick();
  }

  /** The head of the chain on every page: whoever writes it down can prove later that nothing was rewritten. */
  private showChain(): void {
    const known = this.place.querySelector<HTMLAnchorElement>(".act__chain");
    if (!this.chain) return known?.remove();
    const link = known ?? document.createElement("a");
    link.className = "act__chain";
    link.href = `/live/${this.session}/record/`;
    link.textContent = `${words(this.room, "chain", String(this.chain.number))} ${this.chain.head}`;
    this.place.append(link);
  }

  private tick(): void {
    for (const [id, { card }] of this.cards) {
      const act = this.states.get(id);
      const clock = card.querySelector("[data-clock]");
      if (act && clock) clock.textContent = clockOf(act, this.promise(id), this.line.now());
    }
  }

  private stayPresent(): void {
    for (const [id, act] of this.states) {
      const mine = this.part.entries.find((one) => one.act === id);
      if (act.kind === "giveaway" && act.status === "open" && mine) void this.line.enter(id, mine.nonce);
    }
  }

  private async pressed(event: Event): Promise<void> {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>("[data-deed]");
    const id = button?.closest<HTMLElement>("[data-act-id]")?.dataset["actId"];
    if (!button || !id) return;
    button.disabled = true;
    const refused = await this.take(button.dataset["deed"] ?? "", id, button.dataset["value"] ?? "");
    button.disabled = false;
    // The line answers with a code, a page with a sentence.
    if (refused.includes(" ")) say(refused);
    else if (refused) this.refuse(refused);
    await this.load();
  }

  /** The code or the sentence of the refusal, "" when it was done. */
  private async take(deed: string, id: string, value: string): Promise<string> {
    const codeOf = (answer: Answer): string => (answer.ok ? "" : (answer.code ?? "room.failed"));
    if (deed === "claim") return codeOf(await this.line.claim(id));
    if (deed === "vote") return codeOf(await this.line.vote(id, Number(value)));
    if (deed === "enter") return codeOf(await this.line.enter(id, nonceOf(id), value === "free"));
    if (deed === "coupon") return post(`/live/${this.session}/coupons/${id}`, {});
    if (deed === "back") return post(`/live/${this.session}/claims/${value}/back`, {});
    if (deed === "leave") return post(`/live/${this.session}/waitlist/${id}/leave`, {});
    return "";
  }
}

/** This browser's own part of a draw: 16 random bytes, kept as long as the page's visit. */
function nonceOf(giveaway: string): string {
  const key = `halles.nonce.${giveaway}`;
  const known = sessionStorage.getItem(key);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(key, made);
  return made;
}
