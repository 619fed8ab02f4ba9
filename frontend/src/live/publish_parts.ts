// What a host sees before going live: which camera, how loud, how good a line.

const LEVEL_EVERY_MS = 100;
const PROBE_BYTES = 768 * 1024;
const PROBE_MS = 8_000;
const GOOD_BITS = 4_000_000;
const FAIR_BITS = 2_000_000;

/** The loudness of a microphone, from 0 to 1, ten times a second. */
export class Level {
  private readonly context = new AudioContext();
  private readonly timer: number;

  constructor(stream: MediaStream, tell: (loudness: number) => void) {
    const ear = this.context.createAnalyser();
    ear.fftSize = 1024;
    if (stream.getAudioTracks().length) this.context.createMediaStreamSource(stream).connect(ear);
    const wave = new Float32Array(ear.fftSize);
    this.timer = window.setInterval(() => {
      ear.getFloatTimeDomainData(wave);
      const power = wave.reduce((sum, value) => sum + value * value, 0) / wave.length;
      // From −60 dB, a quiet room, to 0.
      tell(Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-9)) / 60)));
    }, LEVEL_EVERY_MS);
  }

  close(): void {
    window.clearInterval(this.timer);
    void this.context.close().catch(() => undefined);
  }
}

/** Fills the two lists of devices, with those in use chosen; their names are known only once the person allowed it. */
export async function pickDevices(place: HTMLElement, stream: MediaStream): Promise<void> {
  const found = await navigator.mediaDevices.enumerateDevices();
  const kinds = { camera: "videoinput", microphone: "audioinput" } as const;
  for (const [name, kind] of Object.entries(kinds)) {
    const list = place.querySelector<HTMLSelectElement>(`select[data-device="${name}"]`);
    if (!list) continue;
    const used = stream.getTracks().find((track) => kind.startsWith(track.kind))?.getSettings().deviceId;
    const devices = found.filter((device) => device.kind === kind && device.deviceId);
    list.replaceChildren(...devices.map((device) => new Option(device.label, device.deviceId, false, device.deviceId === used)));
    list.disabled = devices.length < 2;
  }
}

/** How well this line could carry a show: sends some bytes that nobody keeps. */
export async function measureUpload(whip: string, key: string): Promise<"good" | "fair" | "poor" | "unknown"> {
  const bytes = new Uint8Array(PROBE_BYTES);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  const began = performance.now();
  try {
    const answer = await fetch(`${whip}/check`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", Authorization: `Bearer ${key}` },
      body: bytes,
      signal: AbortSignal.timeout(PROBE_MS),
    });
    if (!answer.ok) return "unknown";
  } catch (failure) {
    return failure instanceof DOMException && failure.name === "TimeoutError" ? "poor" : "unknown";
  }
  const bits = (PROBE_BYTES * 8 * 1000) / (performance.now() - began);
  return bits >= GOOD_BITS ? "good" : bits >= FAIR_BITS ? "fair" : "poor";
}
