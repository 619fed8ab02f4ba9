// Recomputes a show's public record in the reader's own browser (docs/live-acts.md). Nothing is asked of the server but
// the record itself.
import "../styles/acts.css";

interface Row {
  number: number;
  text: string;
  hash: string;
}
interface Lists {
  act: string;
  list: string;
}
interface Page {
  session: string;
  head: string;
  records: Row[];
  giveaways: Lists[];
  next: number | null;
}
interface Draw {
  seedHash: string;
  winnerCount: number;
  entered: Set<string>;
  listHash: string;
  seed: string;
  winners: string[];
}
type Body = Record<string, unknown>;

const ZEROS = "0".repeat(64);
const WHOLE = 1n << 64n;
const HEX = /^[0-9a-f]{64}$/;
const coder = new TextEncoder();

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(await crypto.subtle.digest("SHA-256", data));
}

async function drawn(seed: string, listHash: string, size: number, count: number): Promise<number[]> {
  const key = await crypto.subtle.importKey("raw", bytesOf(seed), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const left = Array.from({ length: size }, (_, place) => place);
  const winners: number[] = [];
  for (let counter = 0; left.length > 0 && winners.length < count; counter += 1) {
    const message = new Uint8Array(36);
    message.set(bytesOf(listHash));
    new DataView(message.buffer).setUint32(32, counter);
    const number = new DataView(await crypto.subtle.sign("HMAC", key, message)).getBigUint64(0);
    const size64 = BigInt(left.length);
    if (number < WHOLE - (WHOLE % size64)) winners.push(...left.splice(Number(number % size64), 1));
  }
  return winners;
}

async function fetchAll(url: string): Promise<Page> {
  const whole: Page = { session: "", head: ZEROS, records: [], giveaways: [], next: 0 };
  while (whole.next !== null) {
    const answer = await fetch(`${url}?after=${whole.next}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = (await answer.json()) as Page;
    whole.records.push(...page.records);
    Object.assign(whole, { session: page.session, head: page.head, giveaways: page.giveaways, next: page.next });
  }
  return whole;
}

// Adds to `problems` the number of each record that does not follow from those before it.
async function readChain(page: Page, problems: string[]): Promise<Map<string, Draw>> {
  const draws = new Map<string, Draw>();
  let head = ZEROS;
  for (const [place, row] of page.records.entries()) {
    if ((await sha256(coder.encode(head + row.text))) !== row.hash) problems.push(`#${place + 1}`);
    head = row.hash;
    const told = JSON.parse(row.text) as { kind: string; number: number; session: string; body: Body };
    if (told.number !== place + 1 || told.session !== page.session) problems.push(`#${place + 1}`);
    follow(told.kind, told.body, draws);
  }
  if (head !== page.head) problems.push("head");
  return draws;
}

function follow(kind: string, body: Body, draws: Map<string, Draw>): void {
  const act = String(body["act"]);
  const known = draws.get(act);
  if (kind === "giveaway_planned") {
    draws.set(act, {
      seedHash: String(body["seed_hash"]),
      winnerCount: Number(body["winner_count"]),
      entered: new Set(),
      listHash: "",
      seed: "",
      winners: [],
    });
  } else if (known && kind === "entries" && !known.listHash) {
    for (const line of body["lines"] as string[]) known.entered.add(line);
  } else if (known && kind === "giveaway_closed" && !known.listHash) {
    known.listHash = String(body["list_hash"]);
  } else if (known && kind === "giveaway_drawn" && known.listHash) {
    known.seed = String(body["seed"]);
    known.winners = body["winners"] as string[];
  }
}

async function isTrue(known: Draw, text: string): Promise<boolean> {
  const lines = text ? text.split("\n") : [];
  const inOrder = lines.every((line, place) => place === 0 || (lines[place - 1] ?? "") < line);
  if (!inOrder || lines.some((line) => !known.entered.has(line))) return false;
  if ((await sha256(coder.encode(text))) !== known.listHash) return false;
  if (!HEX.test(known.seed) || (await sha256(bytesOf(known.seed))) !== known.seedHash) return false;
  const places = await drawn(known.seed, known.listHash, lines.length, known.winnerCount);
  return JSON.stringify(places.map((place) => lines[place]?.split(" ")[0])) === JSON.stringify(known.winners);
}

// <verify-record data-record="/api/…/record"> shows the part of its content that fits: data-of="busy", "fits", "broken",
// "away"; [data-count], [data-head], [data-draws] and [data-problems] are filled.
class VerifyRecord extends HTMLElement {
  connectedCallback(): void {
    this.check().catch(() => this.show("away"));
  }

  private async check(): Promise<void> {
    this.show("busy");
    const page = await fetchAll(this.dataset["record"] ?? "");
    const problems: string[] = [];
    const draws = await readChain(page, problems);
    let count = 0;
    for (const [act, known] of draws) {
      if (!known.seed) continue;
      count += 1;
      const list = page.giveaways.find((one) => one.act === act)?.list;
      if (list === undefined || !(await isTrue(known, list))) problems.push(act);
    }
    this.fill("count", String(page.records.length));
    this.fill("draws", String(count));
    this.fill("head", page.head);
    this.fill("problems", problems.join(", "));
    this.show(problems.length ? "broken" : "fits");
  }

  private fill(name: string, text: string): void {
    for (const place of this.querySelectorAll(`[data-${name}]`)) place.textContent = text;
  }

  private show(which: string): void {
    for (const part of this.querySelectorAll<HTMLElement>("[data-of]")) part.hidden = part.dataset["of"] !== which;
  }
}

customElements.define("verify-record", VerifyRecord);
