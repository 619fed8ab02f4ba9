// <live-cockpit>: the desk of those who run a show. Every press goes to the server; what the room then tells is shown.
import { Chat } from "./chat";
import { post } from "./parts";
import type { Chat as Said, Hello } from "./room_events";
import { RoomLine, type Standing } from "./room_line";

class LiveCockpit extends HTMLElement {
  private line!: RoomLine;
  private chat!: Chat;
  private sentences: Record<string, string> = {};

  connectedCallback(): void {
    this.sentences = JSON.parse(document.querySelector("#room-sentences")?.textContent ?? "{}") as Record<string, string>;
    document.addEventListener("halles:say", (event) => this.error((event as CustomEvent<string>).detail));
    this.addEventListener("click", (event) => void this.tapped(event.target as HTMLElement));
    this.addEventListener("change", (event) => void this.changed(event.target as HTMLElement));
    this.line = new RoomLine(this.dataset["session"]!, this.dataset["tokenUrl"]!);
    this.chat = new Chat(this, this.line, (code) => this.error(this.sentences[code] ?? this.sentences[""] ?? code));
    this.line.onStanding((standing) => this.lineIs(standing));
    this.line.onHello((hello) => this.greeted(hello));
    this.line.on("chat", (event) => this.said(event));
    this.line.on("delete", (event) => {
      for (const offset of [event.of, ...(event.more ?? [])]) {
        this.chat.remove(offset);
        this.querySelector(`[data-held-list] [data-offset="${offset}"]`)?.remove();
      }
    });
    this.line.on("pin", (event) => this.press("pin", (event.card?.["id"] as string | undefined) ?? null));
    this.line.on("explain", (event) => this.press("explain", event.product as string | null));
    this.line.on("step", (event) => this.stepIs(event.position));
    this.line.on("status", (event) => this.statusIs(event.status));
    this.line.on("media", (event) => this.mediaIs(event.media));
    this.line.on("recording", () => (this.querySelector<HTMLElement>("[data-not-kept]")!.hidden = false));
    this.line.open();
    this.addEventListener("live:published", () => this.mediaIs("on"));
    // What refuses an act stands in its list, which may be far from the form, and goes with the next look.
    document.addEventListener("htmx:after:swap", () => {
      const refused = this.querySelector("#acts-list [role=alert]")?.textContent;
      if (refused) this.error(refused);
    });
  }

  disconnectedCallback(): void {
    this.line?.close();
  }

  private greeted(hello: Hello & { is_gap: boolean }): void {
    this.chat.fill(hello.last);
    for (const said of hello.last) this.markQuestion(said);
    this.press("pin", (hello.state.pin?.["id"] as string | undefined) ?? null);
    this.press("explain", (hello.state.explained as string | null | undefined) ?? null);
    this.statusIs(hello.status);
    this.mediaIs(hello.media);
    // The delay is told by the server's clock: that of a phone may be seconds off.
    const player = this.querySelector<HTMLElement>("live-player");
    if (player) player.dataset["clockShift"] = String(Math.round(this.line.now() - Date.now()));
  }

  /** A message that waits for a moderator stands in its own list, the others in the chat. */
  private said(event: Said): void {
    if (event.s !== "held") {
      this.chat.add(event);
      this.markQuestion(event);
      return;
    }
    const list = this.querySelector<HTMLElement>("[data-held-list]")!;
    if (list.querySelector(`[data-offset="${event.o}"]`)) return;
    const shape = this.querySelector<HTMLTemplateElement>('template[data-of="held"]')!;
    const row = shape.content.firstElementChild!.cloneNode(true) as HTMLElement;
    row.dataset["offset"] = String(event.o);
    row.querySelector("b")!.textContent = event.name;
    row.querySelector("[data-text]")!.textContent = event.text;
    list.append(row);
  }

  private markQuestion(event: Said): void {
    if (!/[?？]/.test(event.text)) return;
    this.querySelector(`.room__chat [data-offset="${event.o}"]`)?.classList.add("said--question");
  }

  private press(deed: "pin" | "explain", product: string | null): void {
    for (const button of this.querySelectorAll<HTMLElement>(`[data-deed="${deed}"]`)) {
      const own = button.closest<HTMLElement>("[data-product]")?.dataset["product"];
      button.setAttribute("aria-pressed", String(own === product));
    }
  }

  private stepIs(position: number): void {
    for (const step of this.querySelectorAll<HTMLElement>("[data-position]")) {
      const at = Number(step.dataset["position"]);
      step.classList.toggle("is-done", at < position);
      step.classList.toggle("is-now", at === position);
      if (at === position) step.scrollIntoView({ block: "nearest" });
    }
  }

  private statusIs(status: string): void {
    this.dataset["status"] = status;
    this.querySelector<HTMLElement>("[data-on-air]")!.hidden = status !== "live";
    const shown: Record<string, string> = { start: "planned", next: "live", end: "live" };
    for (const [deed, when] of Object.entries(shown)) {
      const button = this.querySelector<HTMLElement>(`[data-deed="${deed}"]`);
      if (button) button.hidden = status !== when;
    }
    this.querySelector<HTMLElement>("[data-over]")!.hidden = status !== "ended";
    if (status === "ended") this.querySelector("live-publish")?.dispatchEvent(new CustomEvent("live:stop"));
  }

  private mediaIs(media: string): void {
    this.dataset["media"] = media;
    const player = this.querySelector<HTMLElement>("live-player");
    // The host who films with this browser sees the camera, and small over it what arrives at viewers, with its delay;
    // whoever sends from elsewhere sees only what arrives.
    const publisher = this.querySelector<HTMLElement>("live-publish");
    const films = publisher?.dataset["publishing"] === "yes";
    const seen = this.querySelector<HTMLElement>("[data-seen]");
    if (seen) seen.hidden = !films || media !== "on";
    const wants = seen?.querySelector("[data-preview]")?.getAttribute("aria-pressed") === "true";
    this.classList.toggle("is-filming", films);
    if (player) player.hidden = media === "none" || (films && !(wants && media === "on"));
    if (publisher) publisher.hidden = media === "on" && !films;
  }

  private lineIs(standing: Standing): void {
    const place = this.querySelector<HTMLElement>("[data-standing]")!;
    place.textContent = standing.is === "live" || standing.is === "connecting" ? "" : (this.dataset["reconnecting"] ?? "");
  }

  private async tapped(target: HTMLElement): Promise<void> {
    const tab = target.closest<HTMLElement>("[data-tab-of]");
    if (tab) this.open(tab);
    const button = target.closest<HTMLButtonElement>("[data-deed]");
    if (button) await this.deed(button);
    const preview = target.closest<HTMLElement>("[data-preview]");
    if (preview) {
      preview.setAttribute("aria-pressed", String(preview.getAttribute("aria-pressed") !== "true"));
      this.mediaIs(this.dataset["media"] ?? "none");
    }
    const held = target.closest<HTMLElement>("[data-held]");
    const row = held?.closest<HTMLElement>("[data-offset]");
    if (held && row && (await this.post(held.dataset["held"]!, { offset: row.dataset["offset"]! }))) row.remove();
    const lift = target.closest<HTMLElement>("[data-lift]");
    if (lift && (await this.post("lift", { restriction: lift.dataset["lift"]! }))) lift.closest("li")?.remove();
  }

  private open(tab: HTMLElement): void {
    this.dataset["tab"] = tab.dataset["tabOf"]!;
    for (const other of this.querySelectorAll("[data-tab-of]")) other.setAttribute("aria-selected", String(other === tab));
  }

  private async deed(button: HTMLButtonElement): Promise<void> {
    const name = button.dataset["deed"]!;
    if (button.dataset["ask"] && !confirm(button.dataset["ask"])) return;
    const product = button.closest<HTMLElement>("[data-product]")?.dataset["product"];
    const isOn = button.getAttribute("aria-pressed") === "true";
    button.disabled = true;
    if (name === "pin") await this.post(isOn ? "unpin" : "pin", { product: product ?? "" });
    else if (name === "explain") await this.post("explain", isOn ? {} : { product: product ?? "" });
    else await this.post(name, {});
    button.disabled = false;
  }

  private async changed(target: HTMLElement): Promise<void> {
    if (target instanceof HTMLInputElement && "questions" in target.dataset) {
      this.classList.toggle("has-questions-only", target.checked);
    }
    if (target instanceof HTMLTextAreaElement) await this.post("keywords", { words: target.value });
    const mode = target.dataset["mode"];
    if (!mode) return;
    const value = target instanceof HTMLInputElement ? String(target.checked) : (target as HTMLSelectElement).value;
    await this.post("modes", { [mode]: value });
  }

  /** Whether the server did it; else its sentence is shown. */
  private async post(name: string, facts: Record<string, string>): Promise<boolean> {
    const refused = await post(this.dataset["teamUrl"]!.replace(/deed$/, name), facts);
    this.error(refused);
    return refused === "";
  }

  private error(text: string): void {
    const place = this.querySelector<HTMLElement>(".room__error")!;
    place.hidden = text === "";
    place.textContent = text;
  }
}

customElements.define("live-cockpit", LiveCockpit);
