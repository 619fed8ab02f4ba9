// One attempt to send by WHIP (RFC 9725): an offer by POST, an answer, and what becomes of the line.
export type Standing = "live" | "gone" | "refused";
export type Quality = "good" | "fair" | "poor";

const GATHER_MS = 1_500;
const PATIENCE_MS = 12_000;
const DISCONNECTED_MS = 4_000;
const BITRATE_MAX = 3_500_000;
const START_KBIT = 1_500;

interface Seen {
  at: number;
  sent: number;
  lost: number;
}

export class Whip {
  private readonly connection: RTCPeerConnection;
  private resource = "";
  private isOver = false;
  private timer = 0;
  private seen: Seen | null = null;

  constructor(
    private readonly url: string,
    private readonly key: string,
    ice: RTCIceServer[],
    private readonly tell: (standing: Standing) => void,
  ) {
    this.connection = new RTCPeerConnection({ iceServers: ice, bundlePolicy: "max-bundle" });
    this.connection.addEventListener("connectionstatechange", () => this.changed());
  }

  /** Whether this browser can send what every viewer's browser shows without transcoding. */
  static sendsH264(): boolean {
    const codecs = RTCRtpSender.getCapabilities?.("video")?.codecs ?? [];
    return codecs.some((codec) => codec.mimeType.toLowerCase() === "video/h264");
  }

  async begin(stream: MediaStream): Promise<void> {
    try {
      for (const track of stream.getTracks()) this.add(track, stream);
      await this.connection.setLocalDescription(await this.connection.createOffer());
      await this.gathered();
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/sdp", Authorization: `Bearer ${this.key}` },
        body: this.connection.localDescription!.sdp,
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if ([401, 403, 404, 409, 422].includes(answer.status)) return this.end("refused");
      if (answer.status !== 201) return this.end("gone");
      this.resource = new URL(answer.headers.get("Location") ?? "", new URL(this.url, document.baseURI)).href;
      await this.connection.setRemoteDescription({ type: "answer", sdp: eager(await answer.text()) });
      this.timer = window.setTimeout(() => this.connection.connectionState !== "connected" && this.end("gone"), PATIENCE_MS);
    } catch {
      this.end("gone");
    }
  }

  /** Goes on with another camera or microphone. */
  async replace(stream: MediaStream): Promise<void> {
    for (const sender of this.connection.getSenders()) {
      const track = stream.getTracks().find((one) => one.kind === sender.track?.kind);
      if (track) await sender.replaceTrack(track);
    }
  }

  /** Says goodbye, so that the show need not wait for us. */
  leave(): void {
    if (this.resource) void fetch(this.resource, { method: "DELETE", keepalive: true }).catch(() => undefined);
    this.resource = "";
    this.close();
  }

  close(): void {
    this.isOver = true;
    window.clearTimeout(this.timer);
    this.connection.close();
  }

  /** How well the line carries: by what is lost and what it could carry. */
  async quality(): Promise<Quality | null> {
    let available = 0;
    let sent = 0;
    let lost = 0;
    for (const report of (await this.connection.getStats()).values() as Iterable<Record<string, unknown>>) {
      if (report["type"] === "candidate-pair" && report["nominated"]) available = Number(report["availableOutgoingBitrate"] ?? 0);
      if (report["type"] === "outbound-rtp" && report["kind"] === "video") sent = Number(report["packetsSent"] ?? 0);
      if (report["type"] === "remote-inbound-rtp" && report["kind"] === "video") lost = Number(report["packetsLost"] ?? 0);
    }
    const before = this.seen;
    this.seen = { at: performance.now(), sent, lost };
    if (!before || sent === before.sent) return null;
    const share = (lost - before.lost) / (sent - before.sent);
    // What could be sent is a guess that begins low: only a loss makes a line bad by itself.
    if (share > 0.05 || (share > 0.01 && available < 400_000)) return "poor";
    return share > 0.01 ? "fair" : "good";
  }

  private add(track: MediaStreamTrack, stream: MediaStream): void {
    const transceiver = this.connection.addTransceiver(track, { direction: "sendonly", streams: [stream] });
    if (track.kind !== "video") return;
    // A picture that changes its size makes every player begin anew.
    track.contentHint = "detail";
    const codecs = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
    transceiver.setCodecPreferences(codecs.filter((codec) => /^video\/(h264|rtx)$/i.test(codec.mimeType)));
    const told = transceiver.sender.getParameters() as RTCRtpSendParameters & { degradationPreference?: string };
    told.degradationPreference = "maintain-resolution";
    for (const encoding of told.encodings) encoding.maxBitrate = BITRATE_MAX;
    void transceiver.sender.setParameters(told).catch(() => undefined);
  }

  private gathered(): Promise<void> {
    return new Promise((done) => {
      const look = (): void => {
        if (this.connection.iceGatheringState === "complete") done();
      };
      this.connection.addEventListener("icegatheringstatechange", look);
      window.setTimeout(done, GATHER_MS);
      look();
    });
  }

  private changed(): void {
    window.clearTimeout(this.timer);
    const state = this.connection.connectionState;
    if (state === "connected") this.tell("live");
    else if (state === "failed") this.end("gone");
    else if (state === "disconnected") this.timer = window.setTimeout(() => this.end("gone"), DISCONNECTED_MS);
  }

  private end(standing: Standing): void {
    if (this.isOver) return;
    this.close();
    this.tell(standing);
  }
}

/** Chromium begins at 300 kbit/s and takes half a minute to a sharp picture; this lets it begin where most lines are. */
function eager(sdp: string): string {
  return sdp.replace(/^(a=fmtp:\d+ .*packetization-mode=1.*)$/gm, `$1;x-google-start-bitrate=${START_KBIT}`);
}
