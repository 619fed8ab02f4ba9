// <live-player src>: the picture of a show, some 1.5 seconds behind the camera; with data-replay the recording.
//
// data-state tells connecting, playing, stalled, blocked (a tap is needed), lost or ended; live:state tells each change.
// With data-delay-words ("%s s") it shows how far behind the camera it is; live:delay tells that in any case, in ms.
import type Hls from "hls.js";
import type { ErrorData, HlsConfig } from "hls.js";

export type State = "connecting" | "playing" | "stalled" | "blocked" | "lost" | "ended";

const AGAIN_MS = 2_000;
const DELAY_EVERY_MS = 1_000;
// A number of segments instead of seconds would leave the parts aside: eight seconds instead of one and a half. The caps
// bring a player back that a weak phone made late: each stall would else add a whole segment for good.
const LIVE: Partial<HlsConfig> = {
  lowLatencyMode: true,
  liveSyncDuration: 0.9,
  liveMaxLatencyDuration: 4,
  liveSyncOnStallIncrease: 0.2,
  maxLiveSyncPlaybackRate: 1.1,
  backBufferLength: 15,
  maxBufferLength: 12,
  startFragPrefetch: true,
};
const REPLAY: Partial<HlsConfig> = { maxBufferLength: 30, backBufferLength: 60 };

class LivePlayer extends HTMLElement {
  static readonly observedAttributes = ["muted"];
  private readonly video = document.createElement("video");
  private hls: Hls | null = null;
  private timer = 0;
  private again = 0;
  private output: HTMLOutputElement | null = null;

  connectedCallback(): void {
    const { video } = this;
    video.playsInline = true;
    video.autoplay = !this.isReplay;
    video.controls = this.hasAttribute("controls");
    video.muted = this.hasAttribute("muted");
    video.setAttribute("aria-label", this.getAttribute("aria-label") ?? "");
    if (!video.isConnected) {
      this.append(video);
      video.addEventListener("playing", () => this.is("playing"));
      video.addEventListener("timeupdate", () => this.moved());
      video.addEventListener("waiting", () => this.is("stalled"));
      video.addEventListener("ended", () => this.is("ended"));
      this.addEventListener("live:seek", (event) => this.seek((event as CustomEvent<number>).detail));
      this.addEventListener("live:media", (event) => this.mediaIs((event as CustomEvent<string>).detail));
      this.addEventListener("live:play", () => void this.play());
      document.addEventListener("visibilitychange", () => this.seen());
    }
    this.is("connecting");
    void this.load();
    this.timer = window.setInterval(() => this.tellDelay(), DELAY_EVERY_MS);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
    this.close();
  }

  attributeChangedCallback(): void {
    this.video.muted = this.hasAttribute("muted");
    if (!this.video.muted && this.isConnected) void this.play();
  }

  /** How far behind the camera the picture is, in ms; null when that is not known. */
  get delay(): number | null {
    const at = this.hls?.playingDate ?? this.startDate();
    return at ? Math.max(0, Date.now() + this.clockShift - at.getTime()) : null;
  }

  /** The moment that is on the screen, UTC in ms; null when that is not known. */
  get moment(): number | null {
    return (this.hls?.playingDate ?? this.startDate())?.getTime() ?? null;
  }

  private get isReplay(): boolean {
    return this.hasAttribute("data-replay");
  }

  /** The server's clock minus ours in ms, as the page's line to the room knows it. */
  private get clockShift(): number {
    return Number(this.dataset["clockShift"] ?? 0);
  }

  private get src(): string {
    return this.getAttribute("src") ?? "";
  }

  private startDate(): Date | null {
    // Safari's own, for native HLS.
    const told = (this.video as HTMLVideoElement & { getStartDate?: () => Date }).getStartDate?.();
    return told && !Number.isNaN(told.getTime()) ? new Date(told.getTime() + this.video.currentTime * 1000) : null;
  }

  private async load(): Promise<void> {
    if (!this.src) return;
    if (this.hidden) return this.comeAgain();
    // Chromium plays HLS by itself but ignores parts, seven seconds late; Safari plays low-latency HLS best by itself.
    if ("webkitSetPresentationMode" in this.video && this.video.canPlayType("application/vnd.apple.mpegurl")) {
      return this.loadNative();
    }
    const { default: Player } = await import("hls.js/light");
    if (!this.isConnected) return;
    if (!Player.isSupported()) return this.loadNative();
    this.close();
    const hls = new Player(this.isReplay ? REPLAY : LIVE);
    this.hls = hls;
    hls.on(Player.Events.MANIFEST_PARSED, () => this.begin());
    hls.on(Player.Events.ERROR, (_, data) => this.failed(hls, data));
    hls.on(Player.Events.LEVEL_UPDATED, (_, { details }) => {
      if (!details.live && !this.isReplay && this.state !== "ended" && this.video.paused) this.is("ended");
    });
    hls.attachMedia(this.video);
    hls.loadSource(this.src);
  }

  private loadNative(): void {
    this.video.addEventListener("error", () => this.comeAgain(), { once: true });
    this.video.src = this.src;
    this.begin();
  }

  private failed(hls: Hls, data: ErrorData): void {
    if (!data.fatal || hls !== this.hls) return;
    if (data.type === "mediaError" && this.state === "playing") hls.recoverMediaError();
    else this.comeAgain();
  }

  /** The show has not begun, or its line is lost: the same again in a while. */
  private comeAgain(): void {
    this.close();
    if (this.state === "ended") return;
    if (this.state !== "lost") this.is("connecting");
    this.again = window.setTimeout(() => void this.load(), AGAIN_MS);
  }

  private close(): void {
    window.clearTimeout(this.again);
    this.hls?.destroy();
    this.hls = null;
  }

  private begin(): void {
    if (this.isReplay) return;
    void this.play();
    this.dispatchEvent(new CustomEvent("live:sound"));
  }

  private async play(): Promise<void> {
    try {
      await this.video.play();
    } catch (failure) {
      if (failure instanceof DOMException && failure.name === "NotAllowedError") this.is("blocked");
    }
  }

  /** A picture that never stopped fires no "playing": one that moves while we say it connects is playing. */
  private moved(): void {
    const { video } = this;
    if (this.state !== "connecting" && this.state !== "stalled") return;
    if (!video.paused && !video.seeking && video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) this.is("playing");
  }

  /** What the room says of the picture: on, lost, ended. */
  private mediaIs(media: string): void {
    if (media === "lost") this.is("lost");
    else if (media === "on" && this.state !== "playing") {
      this.is("connecting");
      if (!this.hls && !this.video.src) void this.load();
    } else if (media === "ended") this.is("ended");
  }

  /** Back from another tab: straight to what happens now. */
  private seen(): void {
    if (document.visibilityState !== "visible" || this.isReplay || !this.isConnected) return;
    const now = this.hls?.liveSyncPosition;
    if (now && now - this.video.currentTime > 3) this.video.currentTime = now;
    void this.play();
  }

  private seek(ms: number): void {
    this.video.currentTime = ms / 1000;
    void this.play();
  }

  private tellDelay(): void {
    if (this.hidden && this.hls) this.comeAgain(); // nobody looks: the desk shows the camera itself
    const ms = this.delay;
    if (this.isReplay || ms === null || this.state !== "playing") return;
    this.dispatchEvent(new CustomEvent("live:delay", { detail: ms, bubbles: true }));
    const words = this.dataset["delayWords"];
    if (!words) return;
    if (!this.output) {
      this.output = document.createElement("output");
      this.output.className = "live-player__delay";
      this.append(this.output);
    }
    const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    this.output.textContent = words.replace("%s", number.format(ms / 1000));
  }

  private get state(): State {
    return (this.dataset["state"] as State | undefined) ?? "connecting";
  }

  private is(state: State): void {
    if (this.dataset["state"] === state) return;
    this.dataset["state"] = state;
    this.dispatchEvent(new CustomEvent("live:state", { detail: state, bubbles: true }));
  }
}

customElements.define("live-player", LivePlayer);
