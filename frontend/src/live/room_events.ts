// What a room tells. `o` numbers what is kept, `a` is the server's clock in milliseconds.

export interface Card {
  [field: string]: unknown;
}

export interface Modes {
  is_chat_open: boolean;
  is_followers_only: boolean;
  is_chat_held: boolean;
  slow_mode_seconds: number;
}

/** The whole room, told to whoever comes, or begins anew after a gap. */
export interface Hello {
  k: "hello";
  epoch: number;
  offset: number;
  status: "planned" | "live" | "ended" | "canceled";
  media: "none" | "on" | "lost";
  started: number | null;
  modes: Modes;
  state: { pin?: Card | null; bag?: Card[]; explained?: unknown; acts?: Record<string, Act>; chain?: Chain; [more: string]: unknown };
  last: Chat[];
}

/** Who one is here, beside the hello; after a lost connection `back` says that only what was missed follows. */
export interface Greeting {
  k: "you";
  role: "viewer" | "moderator" | "host";
  who: string | null;
  now: number;
  epoch: number;
  offset: number;
  gap: boolean;
  back: boolean;
  viewers: number;
}

export interface Chat {
  k: "chat";
  o: number;
  a: number;
  name: string;
  handle?: string;
  role: "viewer" | "moderator" | "host";
  text: string;
  reply?: { o: number; name: string };
  s?: "held";
  was?: number;
}

export interface Chain {
  number: number;
  head: string;
}

export interface Act {
  kind: "flash_deal" | "price_drop" | "giveaway" | "poll" | "coupon";
  status: string;
  [field: string]: unknown;
}

interface Numbered {
  o: number;
  a: number;
}

export type RoomEvent =
  | Chat
  | (Numbered & { k: "gone" })
  | (Numbered & { k: "recording"; is_full: boolean })
  | (Numbered & { k: "delete"; of: number; more?: number[] })
  | (Numbered & { k: "pin"; card: Card | null })
  | (Numbered & { k: "bag"; bag: Card[] })
  | (Numbered & { k: "explain"; product: unknown })
  | (Numbered & { k: "act"; act: string; chain?: Chain } & Act)
  | (Numbered & { k: "notice" | "title"; [field: string]: unknown })
  | (Numbered & { k: "step"; position: number; kind: string; title: string })
  | (Numbered & { k: "mode" } & Partial<Modes>)
  | (Numbered & { k: "media"; media: Hello["media"] })
  | (Numbered & { k: "status"; status: Hello["status"]; started?: number; ended?: number })
  | { k: "restricted"; you: "mute" | "ban" | "none"; o?: undefined }
  | (Numbered & { k: "restricted"; who: string; kind: string; you?: undefined })
  | { k: "hearts"; n: Record<string, number>; o?: undefined }
  | { k: "count"; n: number; o?: undefined }
  | { k: "sampled"; n: number; o?: undefined }
  | { k: "missed"; n: number; o?: undefined };

/** What became of a command. `code` is stable for programs; the page has its sentence. */
export interface Answer {
  ok: boolean;
  code?: string;
  wait_ms?: number;
  o?: number;
  held?: boolean;
  [field: string]: unknown;
}

export type Kind = RoomEvent["k"];
export type EventOf<K extends Kind> = Extract<RoomEvent, { k: K }>;
