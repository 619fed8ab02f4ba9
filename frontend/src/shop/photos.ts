// <photo-sender>: photos straight from the phone, one request each, so that a lost line costs one photo and not all.
import { shrunk } from "../pictures/shrunk";
import { unpacked } from "./unpacked";

class PhotoSender extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (!form || !input) return;
    input.addEventListener("change", () => {
      if (input.files?.length) void this.send(form, [...input.files]);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  private async send(form: HTMLFormElement, chosen: File[]): Promise<void> {
    this.toggleAttribute("data-is-sending", true);
    const { files, empty } = await unpacked(chosen);
    const problems = empty.map((name) => `${name}: ${this.dataset.wordsEmpty ?? ""}`);
    for (const [index, file] of files.entries()) {
      this.show(index, files.length);
      const problem = await this.sendOne(form, file);
      if (problem) problems.push(`${file.name}: ${problem}`);
    }
    this.show(files.length, files.length);
    this.toggleAttribute("data-is-sending", false);
    form.reset();
    if (problems.length === 0) {
      location.reload();
      return;
    }
    const list = this.querySelector<HTMLElement>("[data-problems]");
    list?.replaceChildren(
      ...problems.map((problem) => {
        const line = document.createElement("li");
        line.textContent = problem;
        return line;
      }),
    );
    list?.removeAttribute("hidden");
    this.querySelector("[data-say]")?.replaceChildren();
    if (problems.length < files.length + empty.length) document.querySelector("[data-stale]")?.removeAttribute("hidden");
  }

  private async sendOne(form: HTMLFormElement, file: File): Promise<string> {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    body.append("file", await shrunk(file), file.name);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) return "";
      const problem = (await answer.json().catch(() => ({}))) as { title?: string };
      return problem.title ?? this.dataset.wordsLost ?? "";
    } catch {
      return this.dataset.wordsLost ?? "";
    }
  }

  private show(done: number, all: number): void {
    const bar = this.querySelector<HTMLElement>("[data-bar]");
    const said = this.querySelector<HTMLElement>("[data-say]");
    const percent = Math.round((done / all) * 100);
    bar?.removeAttribute("hidden");
    bar?.setAttribute("aria-valuenow", String(percent));
    bar?.querySelector("span")?.style.setProperty("width", `${percent}%`);
    const words = done < all ? this.dataset.wordsSending : this.dataset.wordsDone;
    if (said) said.textContent = (words ?? "").replace("{n}", String(done + 1)).replace("{m}", String(all));
  }
}

customElements.define("photo-sender", PhotoSender);
