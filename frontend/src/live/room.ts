// <live-room>: a live show as a viewer meets it. The picture plays by itself; this keeps everything around it in step
// with what the room tells, and says so when the line is lost.
import { note } from "../feed/beacon";
import { Acts } from "./acts";
import { Chat } from "./chat";
import { countDown } from "./countdown";
import { Hearts } from "./hearts";
import { money, piece, say, words } from "./parts";
import type { Hello } from "./room_events";
import { Replay } from "./replay";
import { RoomLine, type Standing } from "./room_line";

interface Card {
  id: string;
  title: string;
  photo: string;
  seller: string;
  amount_minor: number | null;
  currency: string;
  is_from: boolean;
  source: string;
}

class LiveRoom extends HTMLElement {
  private line!: RoomLine;
  private chat!: Chat;
  private acts!: Acts;
  private hearts!: Hearts;
  private sentences: Record<string, string> = {};
  private errorTimer: number | undefined;

  connectedCallback(): void {
    this.sentences = JSON.parse(document.querySelector("#room-sentences")?.textContent ?? "{}") as Record<string, string>;
    document.addEventListener("halles:say", (event) => show((event as CustomEvent<string>).detail));
    this.addEventListener("click", (event) => void this.tapped(event));
    const player = this.querySelector<HTMLElement>("live-player");
    player?.addEventListener("live:sound", () => this.askForSound(player));
    countDown(this.querySelector<HTMLElement>("[data-countdown]"), this.dataset["scheduled"]!, this.dataset["now"]!);
    if (!["planned", "live"].includes(this.dataset["status"]!)) return this.playAgain(player);
    this.line = new RoomLine(this.dataset["session"]!, this.dataset["tokenUrl"]!);
    this.chat = new Chat(this, this.line, (code) => this.refuse(code));
    this.acts = new Acts(this, this.line, (code) => this.refuse(code));
    this.hearts = new Hearts(this, this.line);
    this.listen();
    this.line.open();
  }

  disconnectedCallback(): void {
    this.line?.close();
  }

  private playAgain(player: HTMLElement | null): void {
    const video = player?.querySelector("video");
    if (!video || !this.dataset["momentsUrl"]) return;
    this.chat = new Chat(this, null, (code) => this.refuse(code));
    new Replay(this, video, this.chat, (card) => this.pin(card as Card | null));
  }

  private listen(): void {
    const line = this.line;
    line.onStanding((standing) => this.lineIs(standing));
    line.onHello((hello) => this.greeted(hello));
    line.on("chat", (event) => this.chat.add(event));
    line.on("delete", (event) => [event.of, ...(event.more ?? [])].forEach((offset) => this.chat.remove(offset)));
    line.on("pin", (event) => this.pin(event.card as Card | null));
    line.on("bag", (event) => this.bag(event.bag as unknown as Card[]));
    line.on("explain", (event) => this.explain(event.product as string | null));
    line.on("mode", (event) => this.chat.setMode(event));
    line.on("status", (event) => this.statusIs(event.status));
    line.on("media", (event) => this.mediaIs(event.media));
    line.on("act", (event) => this.acts.told(event));
    line.on("hearts", (event) => this.hearts.fly(Object.values(event.n).reduce((sum, n) => sum + n, 0)));
    line.on("count", (event) => this.count(event.n));
    line.on("sampled", (event) => this.chat.note((this.dataset["sampled"] ?? "%s").replace("%s", String(event.n))));
    line.on("missed", () => this.chat.note(this.dataset["missed"] ?? ""));
    line.on("restricted", (event) => event.you && event.you !== "none" && this.refuse(`live.${event.you === "ban" ? "banned" : "muted"}`));
  }

  private greeted(hello: Hello & { is_gap: boolean }): void {
    const state = hello.state;
    this.pin(state.pin as Card | null | undefined);
    if (state.bag) this.bag(state.bag as unknown as Card[]);
    this.explain(state.explained as string | null | undefined);
    this.acts.fill(state.acts ?? {});
    this.chat.setMode(hello.modes);
    this.chat.fill(hello.last);
    if (hello.is_gap) this.chat.note(this.dataset["missed"] ?? "");
    this.statusIs(hello.status);
    this.mediaIs(hello.media);
  }

  /** The show moved on: a page that waited opens the picture, one that watched says that it is over. */
  private statusIs(status: string): void {
    const before = this.dataset["status"]!;
    if (status === before) return;
    this.dataset["status"] = status;
    this.classList.remove(`room--${before}`);
    this.classList.add(`room--${status}`);
    this.querySelector<HTMLElement>(".live-label")!.hidden = status !== "live";
    if (status === "live") {
      this.querySelector(".room__waiting")?.remove();
      this.openPicture();
    }
    if (status === "ended" || status === "canceled") {
      this.querySelector(".room__picture")!.after(piece(this, "over"));
      this.querySelector<HTMLElement>("live-player")?.remove();
      this.acts.fill({});
    }
  }

  private openPicture(): void {
    if (this.querySelector("live-player")) return;
    const player = document.createElement("live-player");
    player.dataset["live"] = "";
    player.setAttribute("muted", "");
    player.setAttribute("src", `/live-media/${this.dataset["session"]}/index.m3u8`);
    player.addEventListener("live:sound", () => this.askForSound(player));
    this.querySelector(".room__picture")!.append(player);
  }

  private mediaIs(media: string): void {
    this.dataset["media"] = media;
    this.querySelector<HTMLElement>(".room__lost")!.hidden = media !== "lost" || this.dataset["status"] !== "live";
    if (media === "on" && this.dataset["status"] === "live") this.openPicture();
  }

  private pin(card: Card | null | undefined): void {
    const place = this.querySelector<HTMLElement>("[data-pin]")!;
    place.replaceChildren();
    if (!card) return;
    const chip = piece(this, "pin");
    chip.querySelector("img")!.src = card.photo;
    chip.querySelector(".chip__name")!.textContent = card.title;
    chip.querySelector(".chip__from")!.textContent = card.seller;
    const price = card.amount_minor === null ? "" : money(this, card.amount_minor, card.currency);
    chip.querySelector(".money")!.textContent = card.is_from ? words(this, "from", price) : price;
    chip.dataset["product"] = card.id;
    chip.dataset["source"] = card.source;
    const sheet = this.dataset["offerUrl"]!.replace(/0{8}-.*-0{12}/, card.id);
    chip.dataset["sheetUrl"] = `${sheet}?source=${encodeURIComponent(card.source)}`;
    place.append(chip);
    note({ kind: "chip_seen", content_kind: "live", content: this.dataset["session"], product: card.id, source: card.source });
  }

  private titles = new Map<string, string>();

  private bag(cards: Card[]): void {
    this.titles = new Map(cards.map((card) => [card.id, card.title]));
    const count = this.querySelector<HTMLElement>("[data-bag-count]");
    if (count) count.textContent = String(cards.length);
  }

  private explain(product: string | null | undefined): void {
    const place = this.querySelector<HTMLElement>("[data-now-words]")!;
    const title = product ? this.titles.get(product) : undefined;
    place.hidden = !title;
    place.textContent = title ? words(this, "explained", title) : "";
  }

  private count(viewers: number): void {
    const place = this.querySelector<HTMLElement>("[data-count]")!;
    place.hidden = viewers < 1;
    const number = new Intl.NumberFormat(this.dataset["locale"], { notation: "compact" }).format(viewers);
    place.textContent = (this.dataset["viewersOne"] ?? "%s").replace("%s", number);
  }

  private lineIs(standing: Standing): void {
    this.dataset["line"] = standing.is;
    if (standing.is === "lost") this.error(this.dataset["reconnecting"] ?? "");
    else if (standing.is === "full") this.error(this.dataset["full"] ?? "");
    else if (standing.is === "banned") this.error(this.sentences["live.banned"] ?? "");
    else this.error("");
  }

  private refuse(code: string): void {
    if (code === "live.sign_in" || code.endsWith(".sign_in")) {
      location.assign(`/account/login/?next=${encodeURIComponent(location.pathname)}`);
      return;
    }
    this.error(this.sentences[code] ?? this.sentences[""] ?? code);
    window.clearTimeout(this.errorTimer);
    this.errorTimer = window.setTimeout(() => this.error(""), 6_000);
  }

  private error(text: string): void {
    const place = this.querySelector<HTMLElement>(".room__error")!;
    place.hidden = text === "";
    place.textContent = text;
  }

  private askForSound(player: HTMLElement): void {
    const button = this.querySelector<HTMLElement>(".room__unmute");
    if (button) button.hidden = !player.hasAttribute("muted");
  }

  private async tapped(event: Event): Promise<void> {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-act]");
    const act = button?.dataset["act"];
    if (act === "sound") {
      this.querySelector("live-player")?.removeAttribute("muted");
      button!.hidden = true;
    }
    if (act === "share") await this.share(button!);
    const seek = (event.target as HTMLElement).closest<HTMLElement>("[data-seek]");
    if (seek) this.querySelector<HTMLElement>("live-player")?.dispatchEvent(new CustomEvent("live:seek", { detail: Number(seek.dataset["seek"]) }));
  }

  private async share(button: HTMLElement): Promise<void> {
    const url = new URL(button.dataset["url"]!, location.origin).href;
    note({ kind: "share", content_kind: "live", content: this.dataset["session"] });
    try {
      if (navigator.share) await navigator.share({ title: button.dataset["title"] ?? "", url });
      else {
        await navigator.clipboard.writeText(url);
        say(button.dataset["copied"] ?? "");
      }
    } catch {
      // They thought better of it.
    }
  }
}

let saidTimer: number | undefined;

function show(text: string): void {
  const place = document.querySelector<HTMLElement>("#say");
  if (!place || !text) return;
  place.textContent = text;
  place.classList.add("is-said");
  window.clearTimeout(saidTimer);
  saidTimer = window.setTimeout(() => place.classList.remove("is-said"), 3_000);
}

customElements.define("live-room", LiveRoom);
