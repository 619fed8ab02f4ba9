// One notch of a mouse wheel, or one push on a touchpad, is one clip. Scroll snapping alone would give a notch back: it
// is a tenth of a clip high, and snapping goes to the nearest.

const PUSH_PX = 40;
const LINE_PX = 40;
const QUIET_MS = 200;
const SPIN_MS = 600;

export class Wheel {
  private gathered = 0;
  private heardAt = 0;
  private steppedAt = 0;
  private isSpent = false;

  constructor(
    element: HTMLElement,
    private readonly step: (by: 1 | -1) => void,
  ) {
    element.addEventListener("wheel", (event) => this.turn(event), { passive: false });
  }

  private turn(event: WheelEvent): void {
    const isAside = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (event.ctrlKey || isAside || document.body.dataset["sheet"]) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE_PX;
    const now = event.timeStamp;
    // A touchpad runs on after the hand has left it; that belongs to the same push until it is quiet. A wheel that is
    // turned without a pause goes on clip by clip.
    const isNewPush = now - this.heardAt > QUIET_MS;
    const isSpinning = Math.abs(pixels) >= 100 && now - this.steppedAt > SPIN_MS;
    if (isNewPush || isSpinning || Math.sign(pixels) !== Math.sign(this.gathered)) {
      this.gathered = 0;
      this.isSpent = false;
    }
    this.heardAt = now;
    this.gathered += pixels;
    if (this.isSpent || Math.abs(this.gathered) < PUSH_PX) return;
    this.isSpent = true;
    this.steppedAt = now;
    this.step(this.gathered > 0 ? 1 : -1);
  }
}
