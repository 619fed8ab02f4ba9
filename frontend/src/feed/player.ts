// <feed-player>: the vertical feed. A swipe is the browser's own scroll snapping; this decides what plays.
import { note } from "./beacon";
import { Clip } from "./clip";
import { Wheel } from "./wheel";

const AHEAD = 2;
const KEPT = 3;
const MORE_WHEN_LEFT = 3;

class FeedPlayer extends HTMLElement {
  private clips: Clip[] = [];
  private active: Clip | null = null;
  private card: HTMLElement | null = null;
  private observer: IntersectionObserver | undefined;
  private isLoading = false;
  private readonly sound = { isOn: localStorage.getItem("halles.sound") === "on" };

  connectedCallback(): void {
    this.observer = new IntersectionObserver((entries) => this.see(entries), { root: this, threshold: 0.6 });
    this.adopt();
    this.showSound();
    this.applyCaptions(localStorage.getItem("halles.captions") !== "off");
    document.addEventListener("keydown", (event) => this.key(event));
    new Wheel(this, (by) => this.step(by));
    document.addEventListener("halles:leaving", () => this.active?.tellWatching());
    document.addEventListener("halles:say", (event) => say((event as CustomEvent<string>).detail));
    window.addEventListener("online", () => this.resume());
    document.addEventListener("halles:silenced", () => this.setSound(false, false));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.active?.video.pause();
      else if (this.active) void this.active.video.play().catch(() => undefined);
    });
    // The controls above the feed (sound, captions, steps) stand beside this element, in the stage.
    (this.closest(".stage") ?? this).addEventListener("click", (event) => this.press(event));
  }

  get current(): Clip | null {
    return this.active;
  }

  private adopt(): void {
    const known = new Set(this.clips.map((clip) => clip.element));
    for (const card of this.querySelectorAll<HTMLElement>(".clip--live")) this.observer?.observe(card);
    for (const element of this.querySelectorAll<HTMLElement>(".clip[data-video]")) {
      if (known.has(element)) continue;
      this.clips.push(new Clip(element));
      this.observer?.observe(element);
    }
  }

  private see(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      if (!entry.isIntersecting || document.body.dataset["sheet"]) continue;
      const clip = this.clips.find((one) => one.element === entry.target);
      if (clip && clip !== this.active) this.activate(clip);
      else if (!clip) this.rest(entry.target as HTMLElement);
    }
  }

  /** A live show's card is in front: nothing plays behind it. */
  private rest(card: HTMLElement): void {
    this.active?.stop();
    if (this.active) this.active.element.inert = true;
    this.active = null;
    this.showCard(card);
  }

  private showCard(shown: HTMLElement | null): void {
    this.card = shown;
    for (const card of this.querySelectorAll<HTMLElement>(".clip--live")) card.inert = card !== shown;
  }

  private activate(clip: Clip): void {
    this.active?.stop();
    this.showCard(null);
    this.active = clip;
    const at = this.clips.indexOf(clip);
    for (const [index, other] of this.clips.entries()) {
      other.element.inert = other !== clip;
      if (Math.abs(index - at) > KEPT) other.release();
    }
    void clip.play(this.sound).then(() => {
      // Neighbours load only once the clip on show has its bytes: the first frame comes first.
      for (let step = 1; step <= AHEAD; step += 1) this.clips[at + step]?.prepare(step === 1);
    });
    if (this.clips.length - at <= MORE_WHEN_LEFT) void this.more();
  }

  /** Fetch the next clips; how many came. */
  private async more(): Promise<number> {
    const next = this.dataset["next"];
    if (!next || this.isLoading) return 0;
    this.isLoading = true;
    try {
      const answer = await fetch(`/feed/more/?cursor=${encodeURIComponent(next)}&position=${this.clips.length}`, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const tail = page.querySelector<HTMLElement>("[data-next]");
      this.dataset["next"] = tail?.dataset["next"] ?? "";
      const end = this.querySelector(".feed__end");
      const items = page.querySelectorAll(".clip");
      for (const item of items) this.insertBefore(document.adoptNode(item), end);
      window.htmx.process(this);
      this.adopt();
      for (const clip of this.clips) clip.element.inert = clip !== this.active;
      this.showLost(false);
      return items.length;
    } catch {
      // The next clip asks again; who reaches the end before is told why there is nothing more.
      this.showLost(true);
      return 0;
    } finally {
      this.isLoading = false;
    }
  }

  private showLost(isLost: boolean): void {
    this.querySelector<HTMLElement>(".feed__lost")?.toggleAttribute("hidden", !isLost);
    this.querySelector<HTMLElement>(".feed__over")?.toggleAttribute("hidden", isLost);
  }

  /** The line is back, or somebody presses "try again": go on where it broke. */
  private resume(): void {
    if (this.active?.element.classList.contains("is-broken")) this.active.retry();
    if (this.querySelector(".feed__lost:not([hidden])")) void this.more();
  }

  private async goOn(): Promise<void> {
    const count = this.clips.length;
    if ((await this.more()) > 0) this.clips[count]?.element.scrollIntoView();
  }

  step(by: number): void {
    const end = this.querySelector<HTMLElement>(".feed__end");
    const isAtEnd = end !== null && end.getBoundingClientRect().top < this.clientHeight / 2;
    const stops = [...this.querySelectorAll<HTMLElement>(".clip")];
    const here = this.card ?? this.active?.element;
    const at = isAtEnd ? stops.length : here ? stops.indexOf(here) : 0;
    const target = stops[at + by] ?? (by > 0 ? end : null);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    target?.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
  }

  private key(event: KeyboardEvent): void {
    const inField = (event.target as HTMLElement).closest("input, textarea, select, [contenteditable]");
    if (inField || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset["sheet"]) return;
    const onControl = (event.target as HTMLElement).closest("button, a, summary");
    const deeds: Record<string, () => void> = {
      ArrowDown: () => this.step(1),
      j: () => this.step(1),
      PageDown: () => this.step(1),
      ArrowUp: () => this.step(-1),
      k: () => this.step(-1),
      PageUp: () => this.step(-1),
      m: () => this.setSound(!this.sound.isOn, true),
      l: () => this.active?.element.querySelector<HTMLElement>("[data-act='like']")?.click(),
      c: () => this.active?.element.querySelector<HTMLElement>("[data-act='comments']")?.click(),
      b: () => (this.active?.chip ?? this.active?.element.querySelector<HTMLElement>("[data-act='bag']"))?.click(),
    };
    if (event.key === " " && !onControl) deeds[" "] = () => this.active?.toggle();
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  private press(event: Event): void {
    const step = (event.target as HTMLElement).closest<HTMLElement>("[data-step]");
    if (step) return this.step(Number(step.dataset["step"]));
    const act = (event.target as HTMLElement).closest<HTMLElement>("[data-act]");
    if (act?.dataset["act"] === "more") void this.goOn();
    if (!act || !this.active) return;
    if (act.dataset["act"] === "sound") this.setSound(!this.sound.isOn, true);
    if (act.dataset["act"] === "captions") this.applyCaptions(document.body.dataset["captions"] === "off");
    if (act.dataset["act"] === "share") void this.share(act);
    if (act.matches(".chip")) note({ kind: "chip_opened", ...this.active.facts(), anchor: act.dataset["anchor"], product: act.dataset["product"] });
  }

  private async share(button: HTMLElement): Promise<void> {
    const url = new URL(button.dataset["url"] ?? "/", location.href).href;
    note({ kind: "share", ...this.active!.facts() });
    if (navigator.share) {
      await navigator.share({ url, title: button.dataset["title"] ?? document.title }).catch(() => undefined);
      return;
    }
    await navigator.clipboard.writeText(url).catch(() => undefined);
    say(button.dataset["copied"] ?? "");
  }

  private setSound(isOn: boolean, byPerson: boolean): void {
    this.sound.isOn = isOn;
    if (byPerson) localStorage.setItem("halles.sound", isOn ? "on" : "off");
    if (this.active) this.active.video.muted = !isOn;
    this.showSound();
  }

  private showSound(): void {
    document.body.dataset["sound"] = this.sound.isOn ? "on" : "off";
    for (const button of document.querySelectorAll("[data-act='sound']")) button.setAttribute("aria-pressed", String(this.sound.isOn));
  }

  private applyCaptions(areOn: boolean): void {
    document.body.dataset["captions"] = areOn ? "on" : "off";
    localStorage.setItem("halles.captions", areOn ? "on" : "off");
    for (const button of document.querySelectorAll("[data-act='captions']")) button.setAttribute("aria-pressed", String(areOn));
  }
}

/** Say a short thing to eyes and screen readers. */
export function say(words: string): void {
  const place = document.querySelector<HTMLElement>("#say");
  if (!place || !words) return;
  place.textContent = words;
  place.classList.add("is-said");
  window.setTimeout(() => place.classList.remove("is-said"), 2600);
}

customElements.define("feed-player", FeedPlayer);
