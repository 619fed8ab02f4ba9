// A countdown by the server's clock: the browser's own may be wrong by hours.

/** Writes how long it is until `due` (ISO) into `place`, once a second; `now` is the server's instant at page load. */
export function countDown(place: HTMLElement | null, due: string, now: string): void {
  if (!place) return;
  const ahead = Date.parse(now) - Date.now();
  const tick = () => {
    const left = Math.floor((Date.parse(due) - Date.now() - ahead) / 1000);
    if (!place.isConnected) return window.clearInterval(timer);
    place.textContent = left <= 0 ? (place.dataset["due"] ?? "") : span(left, place.dataset["day"] ?? "%s");
  };
  const timer = window.setInterval(tick, 1_000);
  tick();
}

function span(seconds: number, day: string): string {
  const days = Math.floor(seconds / 86_400);
  const two = (number: number) => String(number).padStart(2, "0");
  const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days ? `${day.replace("%s", String(days))} ${clock}` : clock;
}
