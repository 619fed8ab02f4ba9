// Which rung of the ladder to play: what the line carries, what the screen can show, and what the person allows.

export interface Source {
  short_edge: number;
  url: string;
  bitrate_bps: number;
}

interface Line extends EventTarget {
  downlink?: number;
  saveData?: boolean;
}

// A rung must leave room: the line's mean is not its floor.
const HEADROOM = 1.4;
const SAVER_EDGE_MAX = 480;
const UNKNOWN_BPS = 4_000_000;

let measuredBps: number | undefined;

/** Remember what the last clips' bytes took; the newest counts most. */
export function measure(bytes: number, milliseconds: number): void {
  if (bytes < 60_000 || milliseconds < 5) return;
  const bps = (bytes * 8000) / milliseconds;
  measuredBps = measuredBps === undefined ? bps : measuredBps * 0.6 + bps * 0.4;
}

/** What the line is thought to carry, in bits per second. */
export function lineBps(): number {
  const line = (navigator as Navigator & { connection?: Line }).connection;
  if (measuredBps !== undefined) return measuredBps;
  return line?.downlink ? line.downlink * 1_000_000 : UNKNOWN_BPS;
}

/** The best rung that fits line, screen and data saver; the lowest when none does. */
export function pick(sources: Source[], shownWidth: number): Source | undefined {
  const line = (navigator as Navigator & { connection?: Line }).connection;
  const rungs = [...sources].sort((a, b) => a.short_edge - b.short_edge);
  const needed = shownWidth * Math.min(window.devicePixelRatio || 1, 2);
  let chosen = rungs[0];
  for (const rung of rungs) {
    if (line?.saveData && rung.short_edge > SAVER_EDGE_MAX) break;
    if (rung.bitrate_bps * HEADROOM > lineBps()) break;
    chosen = rung;
    if (rung.short_edge >= needed) break;
  }
  return chosen;
}

// The browser tells how long each media range took; caches answer with no transfer and teach nothing.
new PerformanceObserver((list) => {
  for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
    if (entry.initiatorType === "video" && entry.transferSize > 0) measure(entry.transferSize, entry.responseEnd - entry.responseStart);
  }
}).observe({ type: "resource", buffered: true });
