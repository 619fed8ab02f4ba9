// One act as a card: what it says, and which buttons it has for this person.
import { money, piece, words } from "./parts";
import type { Act } from "./room_events";

export interface Part {
  promises: { claim_id: string; act: string; status: string; product_id: string; unit_minor: number; currency: string; usable_from: string | null; until: string }[];
  coupons: { claim_id: string; act: string; status: string }[];
  waiting: { act: string; place: number }[];
  entries: { act: string; pseudonym: string; nonce: string }[];
  votes: { act: string; choice: number }[];
}
type Promised = Part["promises"][number];

interface Fair {
  claims: number;
  people: number;
  got: number;
  from_line: number;
  overtaken: number;
  gone_ms?: number;
}

interface Made {
  shape: string;
  card: HTMLElement;
}

interface Deed {
  name: string;
  words: string;
  value?: string;
  look?: string;
  sheet?: string;
}

const number = (act: Act, field: string): number => Number(act[field] ?? 0);
const text = (act: Act, field: string): string => String(act[field] ?? "");

/** The card of an act; the one before is kept while it has the same buttons, so that nobody loses the focus. */
export function cardOf(room: HTMLElement, id: string, act: Act, part: Part, before: Made | undefined): Made {
  const deeds = deedsOf(room, id, act, part);
  const shape = JSON.stringify([act.kind, deeds]);
  const card = before?.shape === shape ? before.card : piece(room, "act");
  card.dataset["actId"] = id;
  card.dataset["kind"] = act.kind;
  set(card, "name", act.kind === "poll" ? text(act, "title") : words(room, `kind-${act.kind}`));
  set(card, "line", lineOf(room, act));
  set(card, "more", moreOf(room, id, act, part));
  const share = shareOf(act);
  const bar = card.querySelector<HTMLElement>("[data-bar]");
  if (bar) {
    bar.hidden = share === null;
    bar.style.setProperty("--share", String(share ?? 0));
  }
  if (before?.card !== card) card.querySelector("[data-deeds]")?.replaceChildren(...deeds.map((deed) => buttonOf(deed)));
  return { shape, card };
}

/** What is left on the server's clock, as 3:07: until it begins, until it ends, or of what is kept for this person. */
export function clockOf(act: Act, promise: Promised | undefined, now: number): string {
  let due = act.status === "announced" ? number(act, "opens") : number(act, "ends");
  if (promise) due = promise.usable_from && Date.parse(promise.usable_from) > now ? Date.parse(promise.usable_from) : Date.parse(promise.until);
  else if (!["announced", "open"].includes(act.status)) return "";
  const left = Math.max(0, Math.ceil((due - now) / 1000));
  if (left >= 3_600) return `${Math.floor(left / 3_600)} h`;
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

function set(card: HTMLElement, field: string, value: string): void {
  const place = card.querySelector<HTMLElement>(`[data-${field}]`);
  if (!place || place.textContent === value) return;
  place.textContent = value;
  place.hidden = value === "";
}

function lineOf(room: HTMLElement, act: Act): string {
  const amount = (field: string): string => money(room, number(act, field), text(act, "currency"));
  if (act.kind === "flash_deal" || act.kind === "price_drop") {
    const low = act["low_minor"] === undefined ? "" : ` ${words(room, "low", amount("low_minor")).replace("%d", text(act, "low_days"))}`;
    const price = `${amount("price_minor")} ${words(room, "instead", amount("list_minor"))}`;
    return words(room, "offer", text(act, "name")).replace("%p", () => price) + low;
  }
  if (act.kind === "giveaway") return words(room, "prize", text(act, "name")).replace("%d", text(act, "winner_count"));
  if (act.kind === "coupon") {
    const off = act["share_bps"] === undefined ? amount("amount_minor") : `${number(act, "share_bps") / 100} %`;
    const least = act["goods_minor_min"] === undefined ? "" : ` ${words(room, "from-sum", amount("goods_minor_min"))}`;
    return words(room, "coupon-off", off) + least;
  }
  return "";
}

function moreOf(room: HTMLElement, id: string, act: Act, part: Part): string {
  const waiting = part.waiting.find((one) => one.act === id);
  if (waiting) return words(room, "place", String(waiting.place));
  if (act.kind === "price_drop" && part.promises.some((one) => one.act === id && one.status === "open") && act.status === "open") return words(room, "final-price");
  const fair = act["fair"] as Fair | undefined;
  if (act.status === "ended" && fair && fair.claims > 0) return fairWords(room, fair);
  if (act.kind === "flash_deal" || act.kind === "price_drop" || act.kind === "coupon") {
    return words(room, "left", String(Math.max(0, number(act, "quota") - number(act, "claimed"))));
  }
  if (act.kind !== "giveaway") return "";
  const mine = part.entries.find((one) => one.act === id);
  const winners = act["winners"] as string[] | undefined;
  if (act.status === "drawn") return words(room, mine && winners?.includes(mine.pseudonym) ? "won" : "drawn", String(winners?.length ?? 0));
  if (act.status === "ended") return words(room, "closed");
  const asked = tasksOf(room, act);
  return mine ? words(room, "entered", text(act, "entries")) : `${words(room, "entries", text(act, "entries"))} ${asked}`;
}

/** How an ended offer was given out: what the server counted from the claims it kept. */
function fairWords(room: HTMLElement, fair: Fair): string {
  const format = new Intl.NumberFormat(room.dataset["locale"] ?? "en", { maximumFractionDigits: 1 });
  const said = [
    words(room, "fair").replace("%c", format.format(fair.claims)).replace("%p", format.format(fair.people)).replace("%g", format.format(fair.got)),
  ];
  if (fair.gone_ms !== undefined) said.push(words(room, "fair-gone", format.format(fair.gone_ms / 1000)));
  if (fair.from_line > 0) said.push(words(room, "fair-line", format.format(fair.overtaken)));
  return said.join(" ");
}

function tasksOf(room: HTMLElement, act: Act): string {
  const tasks = (act["tasks"] ?? {}) as { follow?: boolean; comment?: boolean; watch_seconds?: number };
  const asked = [];
  if (tasks.follow) asked.push(words(room, "task-follow"));
  if (tasks.comment) asked.push(words(room, "task-comment"));
  if (tasks.watch_seconds) asked.push(words(room, "task-watch", String(Math.ceil(tasks.watch_seconds / 60))));
  return asked.join(" ");
}

function shareOf(act: Act): number | null {
  return act["quota"] === undefined ? null : Math.min(1, number(act, "claimed") / number(act, "quota"));
}

function deedsOf(room: HTMLElement, id: string, act: Act, part: Part): Deed[] {
  const promise = part.promises.find((one) => one.act === id && one.status === "open");
  if (promise) return ofPromise(room, act, promise);
  if (act.kind === "poll") return ofPoll(act, part.votes.find((one) => one.act === id)?.choice);
  if (act.kind === "coupon") return ofCoupon(room, act, part.coupons.find((one) => one.act === id));
  const record: Deed = { name: "record", words: words(room, "check"), look: "quiet", sheet: `/live/${room.dataset["session"]}/record/` };
  if (act.kind === "giveaway") {
    if (act.status === "drawn") return [record];
    if (act.status !== "open") return [];
    if (part.entries.some((one) => one.act === id)) return [record];
    const free: Deed[] = act["is_free_entry"] && act["tasks"] ? [{ name: "enter", words: words(room, "enter-free"), value: "free", look: "quiet" }] : [];
    return [{ name: "enter", words: words(room, "enter"), look: "strong" }, ...free];
  }
  if (part.waiting.some((one) => one.act === id)) return [{ name: "leave", words: words(room, "leave"), look: "quiet" }];
  const bought = part.promises.filter((one) => one.act === id && one.status === "used").length;
  if (act.status !== "open" || bought >= number(act, "per_customer")) return [];
  const isGone = number(act, "claimed") >= number(act, "quota");
  return [{ name: "claim", words: words(room, isGone ? "queue" : "claim"), look: isGone ? "" : "strong" }];
}

function ofPromise(room: HTMLElement, act: Act, promise: Promised): Deed[] {
  if (promise.usable_from && act.status === "open") return [{ name: "back", words: words(room, "give-back"), value: promise.claim_id, look: "quiet" }];
  const offer = (room.dataset["offerUrl"] ?? "").replace(/0{8}-.*-0{12}/, promise.product_id);
  const price = money(room, promise.unit_minor, promise.currency);
  const buy = promise.unit_minor === 0 ? words(room, "fetch") : words(room, "buy", price);
  return [
    { name: "buy", words: buy, look: "buy", sheet: `${offer}?claim=${promise.claim_id}` },
    { name: "back", words: words(room, "give-back"), value: promise.claim_id, look: "quiet" },
  ];
}

function ofPoll(act: Act, own: number | undefined): Deed[] {
  const counts = (act["counts"] ?? []) as number[];
  const sum = counts.reduce((all, one) => all + one, 0);
  return ((act["options"] ?? []) as string[]).map((option, place) => {
    const isOver = own !== undefined || act.status !== "open";
    const share = isOver && sum > 0 ? ` · ${Math.round((100 * (counts[place] ?? 0)) / sum)} %` : "";
    const mark = act["correct"] === place ? " ✓" : own === place ? " •" : "";
    return { name: isOver ? "" : "vote", words: option + share + mark, value: String(place) };
  });
}

function ofCoupon(room: HTMLElement, act: Act, mine: Part["coupons"][number] | undefined): Deed[] {
  if (!mine) return act.status === "open" ? [{ name: "coupon", words: words(room, "take"), look: "strong" }] : [];
  const product = text(act, "product") || room.querySelector<HTMLElement>("[data-pin] [data-product]")?.dataset["product"];
  if (mine.status !== "open" || !product) return [];
  const offer = (room.dataset["offerUrl"] ?? "").replace(/0{8}-.*-0{12}/, product);
  return [{ name: "use", words: words(room, "use"), look: "strong", sheet: `${offer}?claim=${mine.claim_id}` }];
}

function buttonOf(deed: Deed): HTMLElement {
  const isPage = deed.name === "record";
  const made = document.createElement(isPage ? "a" : "button");
  made.className = deed.look ? `button button--small button--${deed.look}` : "button button--small";
  made.textContent = deed.words;
  if (made instanceof HTMLAnchorElement) made.href = deed.sheet ?? "";
  else (made as HTMLButtonElement).type = "button";
  if (deed.sheet && !isPage) made.dataset["sheetUrl"] = deed.sheet;
  else if (deed.name && !isPage) made.dataset["deed"] = deed.name;
  else if (!isPage) (made as HTMLButtonElement).disabled = true;
  if (deed.value !== undefined) made.dataset["value"] = deed.value;
  return made;
}
