// The line into a live room: comes in, stays in, takes up what was missed, and says honestly how it stands. No words here.
import type { Answer, EventOf, Greeting, Hello, Kind, RoomEvent } from "./room_events";

export type Standing =
  | { is: "connecting" }
  | { is: "live" }
  | { is: "lost"; again_ms: number } // comes back by itself
  | { is: "full"; again_ms: number }
  | { is: "ended" | "banned" | "refused" | "closed" }; // does not

interface Asked {
  told: Record<string, unknown>;
  may_repeat: boolean;
  has_renewed: boolean;
  timer: number;
  settle: (answer: Answer) => void;
}

const CODES = { restart: 4000, token: 4002, full: 4005, banned: 4501, ended: 4502, terminal: 4500 };
const ANSWER_MS_MAX = 15_000;
const SILENCE_MS_MAX = 20_000; // the count comes every five seconds
const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 15_000];
const SEEN_MAX = 1000;
const HEARTS_MS = 300;
const TIME_MS = 60_000;

/**
 * `await fetch(token address)` → WebSocket → hello with epoch and offset → typed events.
 * Listen with `on(kind, …)`, `onHello`, `onStanding`; then `open()`.
 */
export class RoomLine {
  standing: Standing = { is: "closed" };
  greeting: Greeting | null = null;
  private expected: Greeting | null = null;
  private readonly handlers = new Map<string, Set<(event: never) => void>>();
  private readonly asked = new Map<number, Asked>();
  private readonly seen = new Set<number>();
  private readonly hearts = new Map<string, number>();
  private socket: WebSocket | null = null;
  private epoch = 0;
  private offset = -1;
  private number = 0;
  private failures = 0;
  private ahead_ms = 0; // the server's clock before ours
  private trip_ms = Infinity;
  private heard_at = 0;
  private timers: number[] = [];
  private again = 0;
  private hearts_timer = 0;
  private is_open = false;

  constructor(
    readonly session: string,
    private readonly token_address: string,
  ) {}

  /** Calls `told` for every event of this kind; gives back how to stop. */
  on<K extends Kind>(kind: K, told: (event: EventOf<K>) => void): () => void {
    return this.listen(kind, told as (event: never) => void);
  }

  /** The whole room: on coming in, and anew after a gap (`is_gap`: something was missed for good). */
  onHello(told: (hello: Hello & { is_gap: boolean }) => void): () => void {
    return this.listen("hello", told as (event: never) => void);
  }

  /** How the line stands, at every change. */
  onStanding(told: (standing: Standing) => void): () => void {
    return this.listen("standing", told as (event: never) => void);
  }

  /** The server's clock, in milliseconds since 1970; good to some tens of milliseconds. */
  now(): number {
    return Date.now() + this.ahead_ms;
  }

  open(): void {
    if (this.is_open) return;
    this.is_open = true;
    window.addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
    this.stand({ is: "connecting" });
    void this.connect();
  }

  close(): void {
    this.is_open = false;
    window.removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
    this.drop();
    this.give_up("room.closed", true);
    this.stand({ is: "closed" });
  }

  say(text: string, reply_to?: number): Promise<Answer> {
    return this.ask({ t: "say", text, ...(reply_to === undefined ? {} : { reply_to }) }, false);
  }

  /** Claims pieces of a flash deal. The same `key` is the same claim, however often it is sent. */
  claim(deal: string, quantity = 1, key: string = crypto.randomUUID()): Promise<Answer> {
    return this.ask({ t: "claim", deal, quantity, key }, true);
  }

  vote(poll: string, choice: number): Promise<Answer> {
    return this.ask({ t: "vote", poll, choice }, true);
  }

  /** `nonce`: 32 hex digits that this browser drew; keep it, for the draw is computed from it. */
  enter(giveaway: string, nonce: string, is_free = false): Promise<Answer> {
    return this.ask({ t: "enter", giveaway, nonce, is_free }, true);
  }

  /** A reaction; many within a moment travel together. */
  heart(kind = "heart"): void {
    this.hearts.set(kind, (this.hearts.get(kind) ?? 0) + 1);
    this.hearts_timer ||= window.setTimeout(() => {
      this.hearts_timer = 0;
      for (const [each, n] of this.hearts) this.send({ t: "heart", kind: each, n: Math.min(n, 10) });
      this.hearts.clear();
    }, HEARTS_MS);
  }

  private ask(told: Record<string, unknown>, may_repeat: boolean): Promise<Answer> {
    return new Promise((settle) => {
      if (this.standing.is !== "live" && !may_repeat) return settle({ ok: false, code: "room.lost" });
      if (!this.is_open) return settle({ ok: false, code: "room.closed" });
      const n = ++this.number;
      const timer = window.setTimeout(() => this.settle(n, { ok: false, code: "room.late" }), ANSWER_MS_MAX);
      this.asked.set(n, { told: { ...told, n }, may_repeat, has_renewed: false, timer, settle });
      if (this.standing.is === "live") this.send({ ...told, n });
    });
  }

  private settle(n: number, answer: Answer): void {
    const asked = this.asked.get(n);
    if (!asked) return;
    if (answer.code === "room.token_expired" && !asked.has_renewed) {
      asked.has_renewed = true;
      void this.renew().then(() => this.send(asked.told));
      return;
    }
    this.asked.delete(n);
    clearTimeout(asked.timer);
    asked.settle(answer);
  }

  /** Commands whose answer will not come: those that may be repeated wait for the next line. */
  private give_up(code: string, all: boolean): void {
    for (const [n, asked] of this.asked) if (all || !asked.may_repeat) this.settle(n, { ok: false, code });
  }

  private async token(): Promise<string | null> {
    const answer = await fetch(this.token_address, { headers: { Accept: "application/json" } });
    if (answer.status === 404 || answer.status === 410) return null;
    if (!answer.ok) throw new Error(String(answer.status));
    return ((await answer.json()) as { token: string }).token;
  }

  private async connect(): Promise<void> {
    let token: string | null;
    try {
      token = await this.token();
    } catch {
      return this.retry();
    }
    if (!this.is_open) return;
    if (token === null) return this.end({ is: "ended" });
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/rooms/${this.session}`);
    this.socket = socket;
    const told = this.offset < 0 ? {} : { epoch: this.epoch, offset: this.offset };
    socket.onopen = () => socket.send(JSON.stringify({ t: "hello", token, ...told }));
    socket.onmessage = (message) => this.hear(JSON.parse(String(message.data)) as RoomEvent[]);
    socket.onclose = (closed) => this.socket === socket && this.lost(closed.code, closed.reason);
  }

  private hear(events: (RoomEvent | Greeting | Hello | ({ k: "you" | "renew" } & Record<string, unknown>))[]): void {
    this.heard_at = Date.now();
    for (const event of events) {
      if (event.k === "you") {
        if ("role" in event) this.welcomed(event as unknown as Greeting);
        else this.settle((event as unknown as { n: number }).n, event as unknown as Answer);
      } else if (event.k === "hello") this.begin(event as Hello);
      else if (event.k === "renew") void this.renew();
      else this.take(event as RoomEvent);
    }
  }

  private take(event: RoomEvent): void {
    // Left out for all the others, one's own message comes by itself and late: what counts is whether it was seen.
    if (event.o !== undefined) {
      if (this.seen.has(event.o)) return;
      this.note(event.o);
    }
    if (event.k === "missed") this.send({ t: "since", offset: this.offset });
    this.tell(event.k, event);
  }

  private note(offset: number): void {
    this.seen.add(offset);
    if (this.seen.size > SEEN_MAX) this.seen.delete(this.seen.values().next().value!);
    this.offset = Math.max(this.offset, offset);
  }

  private begin(hello: Hello): void {
    const is_gap = this.expected ? this.expected.gap : true; // told unasked: the room itself began anew
    this.expected = null;
    this.epoch = hello.epoch;
    this.offset = hello.offset;
    this.seen.clear();
    for (const chat of hello.last) this.seen.add(chat.o);
    this.tell("hello", { ...hello, is_gap });
  }

  private welcomed(greeting: Greeting): void {
    this.greeting = greeting;
    this.expected = greeting.back ? null : greeting;
    this.epoch = greeting.epoch;
    this.ahead_ms = greeting.now - Date.now();
    this.trip_ms = Infinity;
    this.stand({ is: "live" });
    for (const asked of this.asked.values()) this.send(asked.told);
    this.tell("count", { k: "count", n: greeting.viewers });
    this.watch();
  }

  private watch(): void {
    for (const timer of this.timers) clearInterval(timer);
    const settled = window.setInterval(() => (this.failures = 0), 10_000);
    const silence = window.setInterval(() => {
      if (Date.now() - this.heard_at > SILENCE_MS_MAX) this.lost(1006, "");
    }, 5000);
    this.timers = [settled, silence, window.setInterval(() => void this.set_clock(), TIME_MS)];
    void this.set_clock();
  }

  private async set_clock(): Promise<void> {
    const sent = Date.now();
    const answer = await this.ask({ t: "time" }, false);
    const trip = Date.now() - sent;
    if (!answer.ok || trip > this.trip_ms * 1.5) return;
    this.trip_ms = trip;
    this.ahead_ms = (answer["now"] as number) + trip / 2 - Date.now();
  }

  private async renew(): Promise<void> {
    try {
      const token = await this.token();
      if (token !== null) this.send({ t: "token", token });
    } catch {
      // The edge asks again, and in the end closes the line, which comes back with a new token.
    }
  }

  private lost(code: number, reason: string): void {
    this.drop();
    this.give_up("room.uncertain", false);
    if (code === CODES.banned) return this.end({ is: "banned" });
    if (code === CODES.ended) return this.end({ is: "ended" });
    if (code >= CODES.terminal && code < 5000) return this.end({ is: "refused" });
    if (code === CODES.token && this.failures === 0) return this.retry(0);
    if (code === CODES.restart) return this.retry(Math.min(Number(reason) || 0, 15_000));
    this.retry(undefined, code === CODES.full ? "full" : "lost");
  }

  private retry(after_ms?: number, is: "lost" | "full" = "lost"): void {
    if (!this.is_open) return;
    const pause = PAUSES_MS[Math.min(this.failures, PAUSES_MS.length - 1)]!;
    this.failures += 1;
    const again_ms = after_ms ?? pause * (0.5 + Math.random() / 2);
    this.stand({ is, again_ms });
    clearTimeout(this.again);
    this.again = window.setTimeout(() => void this.connect(), again_ms);
  }

  private readonly hurry = (): void => {
    const waits = this.standing.is === "lost" || this.standing.is === "full";
    if (!waits || document.visibilityState !== "visible" || this.socket || !navigator.onLine) return;
    clearTimeout(this.again);
    this.again = window.setTimeout(() => void this.connect(), 250 * Math.random());
  };

  private end(standing: Standing): void {
    this.drop();
    this.give_up("room.closed", true);
    this.is_open = false;
    this.stand(standing);
  }

  private drop(): void {
    clearTimeout(this.again);
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private send(told: Record<string, unknown>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(told));
  }

  private stand(standing: Standing): void {
    this.standing = standing;
    this.tell("standing", standing);
  }

  private listen(kind: string, told: (event: never) => void): () => void {
    const kept = this.handlers.get(kind) ?? new Set();
    this.handlers.set(kind, kept.add(told));
    return () => kept.delete(told);
  }

  private tell(kind: string, event: unknown): void {
    for (const told of this.handlers.get(kind) ?? []) (told as (event: unknown) => void)(event);
  }
}
