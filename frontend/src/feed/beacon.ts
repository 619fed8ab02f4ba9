// What was seen and done, sent in batches beside the page's own work: lost at worst, never waited for.

export interface Happening {
  kind: string;
  content_kind?: string | undefined;
  content?: string | undefined;
  anchor?: string | undefined;
  product?: string | undefined;
  variant?: string | undefined;
  position?: number | undefined;
  watch_ms?: number;
  source?: string | undefined;
}

interface Waiting extends Happening {
  id: string;
  at: number;
}

const BATCH_MAX = 80;
const EVERY_MS = 8_000;
let waiting: Waiting[] = [];

/** Note one thing; it leaves with the next batch. */
export function note(happening: Happening): void {
  waiting.push({ ...happening, id: crypto.randomUUID(), at: Date.now() });
  if (waiting.length >= BATCH_MAX) send();
}

function send(): void {
  if (waiting.length === 0) return;
  const events = waiting.splice(0, BATCH_MAX);
  const context = { w: window.innerWidth, h: window.innerHeight, sound: document.body.dataset["sound"] ?? "off" };
  const body = JSON.stringify({ events, context, referrer: document.referrer.slice(0, 200) });
  const sent = navigator.sendBeacon("/beacon", new Blob([body], { type: "application/json" }));
  if (!sent) waiting = [...events, ...waiting].slice(-BATCH_MAX * 4);
}

setInterval(send, EVERY_MS);
// The one moment a phone surely tells: after it the page may never run again.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    document.dispatchEvent(new Event("halles:leaving"));
    send();
  }
});
