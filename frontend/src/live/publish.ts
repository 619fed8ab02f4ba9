// <live-publish data-whip data-key>: this browser's camera and microphone into a show, by WHIP.
//
// data-state tells insecure, unsupported, idle, denied, ready, connecting, live, lost, failed or refused; elements with
// data-when show themselves in the states they name. Further hooks: select[data-device=camera|microphone], [data-level],
// [data-quality-of], button[data-press=open|start|stop|turn|check]. data-publishing="yes" while it sends.
import "../../styles/camera.css";
import { Level, measureUpload, pickDevices } from "./publish_parts";
import { Whip, type Standing } from "./whip";

const COME_BACK_MS = 60_000;
const AGAIN_MS = 2_000;
const QUALITY_EVERY_MS = 3_000;
const LONG_EDGE = 1280;
const SHORT_EDGE = 720;

type State = "insecure" | "unsupported" | "idle" | "denied" | "ready" | "connecting" | "live" | "lost" | "failed" | "refused";

class LivePublish extends HTMLElement {
  private stream: MediaStream | null = null;
  private whip: Whip | null = null;
  private level: Level | null = null;
  private lostAt = 0;
  private again = 0;
  private looking = 0;
  private awake: WakeLockSentinel | null = null;

  connectedCallback(): void {
    this.addEventListener("click", (event) => this.pressed(event.target as HTMLElement));
    this.addEventListener("change", (event) => {
      if ((event.target as HTMLElement).matches("[data-device]")) void this.open();
    });
    this.addEventListener("live:stop", () => this.stop());
    window.addEventListener("pagehide", () => this.whip?.leave());
    if (!window.isSecureContext || !navigator.mediaDevices) this.is("insecure");
    else if (!("RTCPeerConnection" in window) || !Whip.sendsH264()) this.is("unsupported");
    else this.is("idle");
  }

  disconnectedCallback(): void {
    this.stop();
    this.closeStream();
  }

  private pressed(target: HTMLElement): void {
    const press = target.closest<HTMLElement>("[data-press]")?.dataset["press"];
    if (press === "open") void this.open();
    else if (press === "start") void this.start();
    else if (press === "stop") this.stop();
    else if (press === "check") void this.check();
    else if (press === "turn") {
      this.toggleAttribute("data-portrait");
      void this.open();
    }
  }

  private chosen(kind: "camera" | "microphone"): string {
    return this.querySelector<HTMLSelectElement>(`select[data-device="${kind}"]`)?.value ?? "";
  }

  /** Camera and microphone as chosen; a show that runs goes on with them. */
  private async open(): Promise<void> {
    const upright = this.hasAttribute("data-portrait");
    const camera = this.chosen("camera");
    const microphone = this.chosen("microphone");
    const video: MediaTrackConstraints = {
      width: { ideal: upright ? SHORT_EDGE : LONG_EDGE },
      height: { ideal: upright ? LONG_EDGE : SHORT_EDGE },
      frameRate: { ideal: 30, max: 30 },
      ...(camera ? { deviceId: { exact: camera } } : { facingMode: "user" }),
    };
    const audio: MediaTrackConstraints = { echoCancellation: true, ...(microphone ? { deviceId: { exact: microphone } } : {}) };
    this.closeStream();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio });
    } catch {
      if (!this.whip) this.is("denied");
      return;
    }
    const preview = this.querySelector("video");
    if (preview) {
      preview.srcObject = this.stream;
      void preview.play().catch(() => undefined);
    }
    this.level = new Level(this.stream, (loudness) => this.showLevel(loudness));
    await pickDevices(this, this.stream);
    if (this.whip) await this.whip.replace(this.stream);
    else this.is("ready");
  }

  private closeStream(): void {
    this.level?.close();
    this.level = null;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  private showLevel(loudness: number): void {
    const meter = this.querySelector<HTMLMeterElement>("[data-level]");
    if (meter) meter.value = loudness;
  }

  /** How much this line can send, before anybody watches. */
  private async check(): Promise<void> {
    this.dataset["quality"] = "checking";
    this.dataset["quality"] = await measureUpload(this.dataset["whip"] ?? "", this.dataset["key"] ?? "");
  }

  private async start(): Promise<void> {
    if (!this.stream) await this.open();
    if (!this.stream || this.whip) return;
    this.is("connecting");
    this.lostAt = Date.now();
    this.awake = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    await this.connect();
  }

  private async connect(): Promise<void> {
    if (!this.stream) return;
    const ice = JSON.parse(this.dataset["ice"] || "[]") as RTCIceServer[];
    const whip = new Whip(this.dataset["whip"] ?? "", this.dataset["key"] ?? "", ice, (standing) => {
      if (whip === this.whip) this.lineIs(standing);
    });
    this.whip = whip;
    await whip.begin(this.stream);
  }

  private lineIs(standing: Standing): void {
    if (standing === "live") {
      this.lostAt = 0;
      this.is("live");
      this.dispatchEvent(new CustomEvent("live:published", { bubbles: true }));
      window.clearInterval(this.looking);
      this.looking = window.setInterval(() => void this.look(), QUALITY_EVERY_MS);
      return;
    }
    window.clearInterval(this.looking);
    this.whip?.close();
    if (standing === "refused") return this.giveUp("refused");
    if (!this.lostAt) this.lostAt = Date.now();
    if (Date.now() - this.lostAt > COME_BACK_MS) return this.giveUp("failed");
    if (this.dataset["state"] === "live") this.is("lost");
    this.again = window.setTimeout(() => void this.connect(), AGAIN_MS);
  }

  private async look(): Promise<void> {
    const quality = await this.whip?.quality();
    if (quality) this.dataset["quality"] = quality;
  }

  private giveUp(state: "refused" | "failed"): void {
    this.rest();
    this.is(state);
  }

  private rest(): void {
    window.clearTimeout(this.again);
    window.clearInterval(this.looking);
    this.whip?.leave();
    this.whip = null;
    this.lostAt = 0;
    void this.awake?.release().catch(() => undefined);
    this.awake = null;
  }

  private stop(): void {
    const was = this.whip !== null;
    this.rest();
    if (was) this.is(this.stream ? "ready" : "idle");
  }

  private is(state: State): void {
    this.dataset["state"] = state;
    const sends = state === "connecting" || state === "live" || state === "lost";
    this.dataset["publishing"] = sends ? "yes" : "no";
    for (const part of this.querySelectorAll<HTMLElement>("[data-when]")) {
      part.hidden = !part.dataset["when"]!.split(" ").includes(state);
    }
    this.dispatchEvent(new CustomEvent("live:state", { detail: state, bubbles: true }));
  }
}

customElements.define("live-publish", LivePublish);
