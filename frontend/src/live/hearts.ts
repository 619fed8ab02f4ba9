// Hearts that fly: one's own at once, those of the others as many as the tick counted, a handful at most.
import type { RoomLine } from "./room_line";

const AT_ONCE_MAX = 8;
const FLIGHT_MS = 1_800;

export class Hearts {
  private total = 0;

  constructor(
    private readonly room: HTMLElement,
    line: RoomLine,
  ) {
    room.querySelector('[data-act="heart"]')?.addEventListener("click", () => {
      line.heart();
      this.one();
    });
  }

  fly(count: number): void {
    this.total += count;
    const place = this.room.querySelector<HTMLElement>("[data-heart-count]");
    if (place) place.textContent = new Intl.NumberFormat(this.room.dataset["locale"], { notation: "compact" }).format(this.total);
    for (let number = 0; number < Math.min(count, AT_ONCE_MAX); number += 1) window.setTimeout(() => this.one(), number * 90);
  }

  private one(): void {
    const sky = this.room.querySelector<HTMLElement>(".room__hearts");
    if (!sky || matchMedia("(prefers-reduced-motion: reduce)").matches || sky.childElementCount > 24) return;
    const heart = document.createElement("span");
    heart.textContent = "♥";
    sky.append(heart);
    const drift = Math.random() * 60 - 30;
    const flight = heart.animate(
      [
        { transform: "translate(0, 0) scale(0.6)", opacity: 0 },
        { transform: `translate(${drift / 2}px, -60px) scale(1.1)`, opacity: 1, offset: 0.25 },
        { transform: `translate(${drift}px, -240px) scale(0.9)`, opacity: 0 },
      ],
      { duration: FLIGHT_MS, easing: "ease-out" },
    );
    flight.addEventListener("finish", () => heart.remove());
  }
}
