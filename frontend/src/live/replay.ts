// A replay: the chat and the pinned products come back as the recording reaches their moment, wherever one jumps to.
import type { Chat } from "./chat";
import type { Card, Chat as Said } from "./room_events";

interface Told {
  k: "chat" | "pin";
  o: number;
  m: number;
  product?: string | null;
}

interface Moments {
  events: Told[];
  next: number | null;
  cards: Record<string, Card>;
  pin: string | null;
}

const JUMP_MS = 4_000;
const AHEAD = 60;
const AGAIN_MS = 5_000;

export class Replay {
  private readonly url: string;
  private queue: Told[] = [];
  private cards: Record<string, Card> = {};
  private next: number | null = null;
  private last = -1;
  private pinned: string | null = null;
  private round = 0;
  private restAt = 0;
  private isAsking = false;

  constructor(
    private readonly room: HTMLElement,
    private readonly video: HTMLVideoElement,
    private readonly chat: Chat,
    private readonly pin: (card: Card | null) => void,
  ) {
    this.url = room.dataset["momentsUrl"]!;
    for (const what of ["timeupdate", "seeked"]) video.addEventListener(what, () => this.isAt(video.currentTime * 1000));
    // On a phone the chat needs the room; the chapters are a tap away.
    const chapters = room.querySelector<HTMLDetailsElement>(".room__chapters");
    if (chapters) chapters.open = matchMedia("(min-width: 1000px)").matches;
    void this.begin(0);
  }

  private isAt(now: number): void {
    const isJump = this.last < 0 || now < this.last - 500 || now > this.last + JUMP_MS;
    if (isJump && this.last !== now) return void this.begin(now);
    this.last = now;
    this.markChapter(now);
    this.tell(now);
    if (this.next !== null && this.queue.length < AHEAD) void this.goOn(this.next);
  }

  /** As it stood at this moment: the last messages before it, and the product that was pinned. */
  private async begin(now: number): Promise<void> {
    this.last = now;
    this.markChapter(now);
    const round = ++this.round;
    const found = await this.ask(`at=${Math.round(now)}`);
    if (round !== this.round) return;
    if (!found) {
      window.setTimeout(() => round === this.round && void this.begin(this.video.currentTime * 1000), AGAIN_MS);
      return;
    }
    this.chat.fill([]);
    this.queue = found.events;
    this.cards = found.cards;
    this.next = found.next;
    this.show(found.pin);
    this.tell(this.last);
  }

  private async goOn(after: number): Promise<void> {
    if (this.isAsking || Date.now() < this.restAt) return;
    this.isAsking = true;
    const round = this.round;
    const found = await this.ask(`after=${after}`);
    this.isAsking = false;
    if (!found) this.restAt = Date.now() + AGAIN_MS;
    if (!found || round !== this.round) return;
    this.queue.push(...found.events);
    Object.assign(this.cards, found.cards);
    this.next = found.next;
  }

  private tell(now: number): void {
    while (this.queue[0] && this.queue[0].m <= now) {
      const told = this.queue.shift()!;
      if (told.k === "chat") this.chat.add(told as unknown as Said);
      else this.show(told.product ?? null);
    }
  }

  private show(product: string | null): void {
    if (product === this.pinned) return;
    this.pinned = product;
    this.pin(product ? (this.cards[product] ?? null) : null);
  }

  private markChapter(now: number): void {
    for (const chapter of this.room.querySelectorAll<HTMLElement>("[data-seek]")) {
      const isNow = Number(chapter.dataset["seek"]) <= now && now < Number(chapter.dataset["until"]);
      if (isNow) chapter.setAttribute("aria-current", "true");
      else chapter.removeAttribute("aria-current");
    }
  }

  private async ask(query: string): Promise<Moments | null> {
    try {
      const answer = await fetch(`${this.url}?${query}`, { headers: { Accept: "application/json" } });
      return answer.ok ? ((await answer.json()) as Moments) : null;
    } catch {
      return null;
    }
  }
}
