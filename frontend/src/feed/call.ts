// The one call to action of a clip: follow its maker, ask (the sheet opens by itself), or be reminded of its products.
import { say } from "./player";

document.addEventListener("click", (event) => {
  const call = (event.target as HTMLElement).closest<HTMLButtonElement>("[data-call]");
  if (call?.dataset["call"] === "follow") follow(call);
  if (call?.dataset["call"] === "remind") void remind(call);
});

function follow(call: HTMLElement): void {
  const button = call.closest(".clip")?.querySelector<HTMLButtonElement>(".follow");
  if (button?.getAttribute("aria-pressed") === "false") button.click();
  call.remove();
}

/** Save every product of the clip; a visitor is asked to sign in by the first answer. */
async function remind(call: HTMLButtonElement): Promise<void> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  const headers = { "HX-Request": "true", "X-CSRFToken": token };
  call.disabled = true;
  try {
    for (const url of new Set(call.dataset["saves"]!.trim().split(/\s+/))) {
      const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams({ wanted: "true" }) });
      const door = answer.headers.get("HX-Redirect");
      if (door) return location.assign(door);
      if (!answer.ok) throw new Error(String(answer.status));
    }
    say(call.dataset["done"] ?? "");
    call.remove();
  } catch {
    call.disabled = false;
  }
}
