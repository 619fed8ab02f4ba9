// One clip of the feed: plays its best rung, shows the chip whose moment has come, writes captions, measures watching.
import { note } from "./beacon";
import { pick, type Source } from "./rung";

interface Sound {
  isOn: boolean;
}

const DOUBLE_TAP_MS = 280;

export class Clip {
  readonly video: HTMLVideoElement;
  private readonly chips: HTMLElement[];
  private readonly seenChips = new Set<string>();
  private readonly captions: HTMLElement | null;
  private readonly bar: HTMLElement | null;
  private shownChip: HTMLElement | null = null;
  private watchedMs = 0;
  private lastTime = 0;
  private lastTapAt = 0;
  private tapTimer: number | undefined;
  private isActive = false;

  constructor(readonly element: HTMLElement) {
    this.video = element.querySelector("video")!;
    this.chips = [...element.querySelectorAll<HTMLElement>("[data-anchor]")];
    this.captions = element.querySelector(".clip__captions");
    this.bar = element.querySelector(".clip__bar");
    this.video.addEventListener("timeupdate", () => this.tick());
    this.video.addEventListener("seeked", () => this.tick());
    this.video.addEventListener("playing", () => this.element.classList.add("is-playing", "is-started"));
    this.video.addEventListener("pause", () => this.element.classList.remove("is-playing"));
    this.video.addEventListener("waiting", () => this.element.classList.add("is-waiting"));
    this.video.addEventListener("canplay", () => this.element.classList.remove("is-waiting"));
    this.video.addEventListener("error", () => this.element.classList.add("is-broken"));
    element.querySelector(".clip__tap")?.addEventListener("click", (event) => this.tap(event as MouseEvent));
    element.querySelector(".clip__retry")?.addEventListener("click", () => this.retry());
    this.listenToCaptions();
  }

  get id(): string {
    return this.element.dataset["video"] ?? "";
  }

  /** What every note about this clip carries. */
  facts() {
    const { video, source, position } = this.element.dataset;
    return { content_kind: "video", content: video, source, position: Number(position ?? 0) };
  }

  /** Give the video its address; `eager` also fetches its beginning. */
  prepare(eager: boolean): void {
    if (!this.video.getAttribute("src")) {
      const sources = JSON.parse(this.element.dataset["sources"] ?? "[]") as Source[];
      const rung = pick(sources, this.video.clientWidth || window.innerWidth);
      if (rung) this.video.src = rung.url;
    }
    this.video.preload = eager ? "auto" : "metadata";
  }

  /** Let go of decoder and bytes; the poster stays. */
  release(): void {
    if (!this.video.getAttribute("src")) return;
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
  }

  async play(sound: Sound): Promise<void> {
    this.isActive = true;
    this.prepare(true);
    this.video.muted = !sound.isOn;
    note({ kind: "impression", ...this.facts() });
    try {
      await this.video.play();
      note({ kind: "play", ...this.facts() });
    } catch (refused) {
      // A browser plays with sound only after a touch; silent is better than still.
      if ((refused as DOMException).name === "NotAllowedError" && !this.video.muted) {
        this.video.muted = true;
        document.dispatchEvent(new Event("halles:silenced"));
        await this.video.play().catch(() => undefined);
      }
    }
  }

  /** Stop and tell how long it was watched. */
  stop(): void {
    this.isActive = false;
    this.video.pause();
    this.tellWatching();
  }

  tellWatching(): void {
    if (this.watchedMs < 100) return;
    note({ kind: "watch", ...this.facts(), watch_ms: Math.round(this.watchedMs) });
    this.watchedMs = 0;
  }

  toggle(): void {
    if (this.video.paused) void this.video.play();
    else this.video.pause();
  }

  get chip(): HTMLElement | null {
    return this.shownChip;
  }

  /** Load it once more from the beginning. */
  retry(): void {
    this.element.classList.remove("is-broken");
    this.video.removeAttribute("src");
    this.prepare(true);
    void this.video.play();
  }

  private tap(event: MouseEvent): void {
    const now = performance.now();
    window.clearTimeout(this.tapTimer);
    if (now - this.lastTapAt < DOUBLE_TAP_MS && event.detail > 0) {
      this.lastTapAt = 0;
      this.like(event);
      return;
    }
    this.lastTapAt = now;
    if (event.detail === 0) this.toggle();
    else this.tapTimer = window.setTimeout(() => this.toggle(), DOUBLE_TAP_MS);
  }

  private like(event: MouseEvent): void {
    const heart = this.element.querySelector<HTMLElement>(".clip__heart");
    if (heart) {
      const frame = heart.parentElement!.getBoundingClientRect();
      heart.style.left = `${event.clientX - frame.left}px`;
      heart.style.top = `${event.clientY - frame.top}px`;
      heart.classList.remove("is-beating");
      void heart.offsetWidth;
      heart.classList.add("is-beating");
    }
    const button = this.element.querySelector<HTMLButtonElement>("[data-act='like']");
    // Two taps come easily by mistake: they never take a visitor away from what is playing. The heart itself does.
    const invitation = button?.dataset["signIn"];
    if (invitation) document.dispatchEvent(new CustomEvent("halles:say", { detail: invitation }));
    else if (button?.getAttribute("aria-pressed") === "false") button.click();
  }

  private tick(): void {
    const time = this.video.currentTime;
    const step = time - this.lastTime;
    if (step > 0 && step < 1.5) this.watchedMs += step * 1000;
    else if (step < -0.5 && this.isActive && time < 1) {
      note({ kind: "loop", ...this.facts() });
      this.tellWatching();
    }
    this.lastTime = time;
    if (this.bar && this.video.duration > 0) this.bar.style.transform = `scaleX(${time / this.video.duration})`;
    this.showChip(time * 1000);
  }

  private showChip(atMs: number): void {
    const due = this.chips.find((chip) => atMs >= Number(chip.dataset["start"]) && atMs < Number(chip.dataset["end"])) ?? null;
    if (due === this.shownChip) return;
    // A chip in use keeps its place until the hand or the focus has left it.
    if (this.shownChip && !due && this.shownChip.matches(":hover, :focus-within")) return;
    this.shownChip?.classList.remove("is-due");
    due?.classList.add("is-due");
    // The call to action stands where the chip stands, and gives way to it.
    this.element.classList.toggle("has-chip", due !== null);
    this.shownChip = due;
    const anchor = due?.dataset["anchor"];
    if (due && anchor && !this.seenChips.has(anchor)) {
      this.seenChips.add(anchor);
      note({ kind: "chip_seen", ...this.facts(), anchor, product: due.dataset["product"] });
    }
  }

  private listenToCaptions(): void {
    const tracks = [...this.video.textTracks];
    const reader = document.documentElement.lang.split("-")[0];
    // The reader's language first; else the words as they are spoken, which stand first.
    const track = tracks.find((one) => one.language.split("-")[0] === reader) ?? tracks[0];
    if (!track || !this.captions) return;
    for (const other of tracks) other.mode = "disabled";
    track.mode = "hidden";
    track.addEventListener("cuechange", () => {
      const words = [...(track.activeCues ?? [])].map((cue) => (cue as VTTCue).getCueAsHTML().textContent ?? "");
      this.captions!.textContent = words.join("\n");
    });
  }
}
