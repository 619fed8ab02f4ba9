// <video-upload>: sends a file in pieces (tus), so that a tunnel, a closed tab or a dead battery costs a minute, not the video.
import { type DetailedError, Upload } from "tus-js-client";
import htmx from "../htmx/setup";

interface Started {
  url: string;
  upload_url: string;
  token: string;
}

interface Refusal {
  title?: string;
}

const CHUNK_BYTES = 4 * 1024 * 1024;
const RETRIES_MS = [0, 1000, 3000, 5000, 10_000, 20_000];

const AGAIN_MS = 15_000;
// Besides lost lines and servers that start again: another try holds the file, or its bytes arrived unheard.
const PASSING = [409, 423, 429];

/** Whether the same request may succeed later. */
function isPassing(problem: Error | DetailedError): boolean {
  const status = ("originalResponse" in problem && problem.originalResponse?.getStatus()) || 0;
  return status === 0 || status >= 500 || PASSING.includes(status);
}

class VideoUpload extends HTMLElement {
  private upload: Upload | undefined;
  private isPaused = false;

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("[data-file]");
    input?.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) void this.begin(file);
    });
    const drop = this.querySelector<HTMLElement>("[data-drop]");
    for (const name of ["dragover", "dragleave", "drop"] as const) {
      drop?.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.toggle("is-over", name === "dragover");
        const file = (event as DragEvent).dataTransfer?.files[0];
        if (name === "drop" && file) void this.begin(file);
      });
    }
    this.querySelector("[data-pause]")?.addEventListener("click", () => this.pause());
    window.addEventListener("online", () => {
      if (this.upload && !this.isPaused) this.upload.start();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.upload && !this.isPaused) event.preventDefault();
    });
  }

  private async begin(file: File): Promise<void> {
    this.complain("");
    const { resume, endpoint, uploadUrl, token } = this.dataset;
    if (resume !== undefined) return this.send(file, endpoint!, token!, uploadUrl);
    const creator = this.querySelector<HTMLInputElement | HTMLSelectElement>("[data-creator]")!.value;
    const csrf = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')!.content;
    try {
      const answer = await fetch(this.dataset["start"]!, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify({ creator, name: file.name, size: file.size, type: file.type }),
      });
      const told = (await answer.json()) as Started & Refusal;
      if (!answer.ok) return this.complain(told.title ?? this.words("refused"));
      this.send(file, told.upload_url, told.token);
      await this.showDesk(told.url);
    } catch {
      this.complain(this.words("waiting"));
    }
  }

  /** The rest of the desk arrives below while the bytes go on; a reload finds the same page. */
  private async showDesk(url: string): Promise<void> {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const desk = page.querySelector("[data-workbench]");
    const here = document.querySelector("[data-workbench]");
    if (!desk || !here) return;
    desk.querySelector("video-upload")?.remove();
    here.replaceWith(document.adoptNode(desk));
    htmx.process(document.querySelector("[data-workbench]")!);
    this.querySelector("[data-drop]")?.setAttribute("hidden", "");
    // The desk brings its own heading, and needs the width that a lone question does not.
    this.closest("main")?.classList.remove("hall__main--text");
    this.previousElementSibling?.remove();
    history.replaceState(null, "", url);
  }

  /** Send what is missing: all of it, or what comes after the bytes that are at `uploadUrl` already. */
  private send(file: File, endpoint: string, token: string, uploadUrl?: string): void {
    this.querySelector<HTMLElement>("[data-sending]")!.hidden = false;
    this.upload = new Upload(file, {
      endpoint,
      ...(uploadUrl ? { uploadUrl } : {}),
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRIES_MS,
      // The page knows where its bytes are; the same file may also be on its way to another draft.
      storeFingerprintForResuming: false,
      metadata: { token, filename: file.name, filetype: file.type },
      headers: { Authorization: `Bearer ${token}` },
      onProgress: (sent, total) => this.show(sent, total ?? file.size),
      onShouldRetry: (problem) => {
        const goesOn = isPassing(problem);
        if (goesOn) this.tell(this.words("waiting"));
        return goesOn;
      },
      onError: (problem) => this.fail(problem),
      onSuccess: () => {
        this.upload = undefined;
        this.show(1, 1);
        this.tell(this.words("done"));
        this.querySelector<HTMLElement>("[data-pause]")!.hidden = true;
      },
    });
    this.upload.start();
  }

  /** Every try was used up: go on later when the line was to blame, say so when the file was. */
  private fail(problem: Error | DetailedError): void {
    if (isPassing(problem)) {
      this.tell(this.words("waiting"));
      window.setTimeout(() => {
        if (!this.isPaused) this.upload?.start();
      }, AGAIN_MS);
      return;
    }
    this.upload = undefined;
    this.querySelector<HTMLElement>("[data-sending]")!.hidden = true;
    this.complain(this.words("refused"));
  }

  private pause(): void {
    const button = this.querySelector<HTMLElement>("[data-pause]")!;
    this.isPaused = !this.isPaused;
    button.textContent = this.words(this.isPaused ? "resume" : "pause");
    if (this.isPaused) void this.upload?.abort();
    else this.upload?.start();
  }

  private show(sent: number, total: number): void {
    const percent = Math.floor((sent / total) * 100);
    const bar = this.querySelector<HTMLElement>("[data-bar]")!;
    bar.setAttribute("aria-valuenow", String(percent));
    bar.querySelector<HTMLElement>("span")!.style.width = `${percent}%`;
    const size = (bytes: number) => (bytes / 1_000_000).toLocaleString(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
    if (total > 1) this.tell(this.words("sending").replace("{sent}", size(sent)).replace("{total}", size(total)));
  }

  private tell(words: string): void {
    this.querySelector<HTMLElement>("[data-say]")!.textContent = words;
  }

  private complain(words: string): void {
    const place = this.querySelector<HTMLElement>("[data-problem]")!;
    place.textContent = words;
    place.hidden = !words;
  }

  private words(name: string): string {
    return this.getAttribute(`data-words-${name}`) ?? "";
  }
}

customElements.define("video-upload", VideoUpload);
