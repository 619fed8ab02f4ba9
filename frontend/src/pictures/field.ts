// <picture-field>: photos chosen for a form are made smaller before they are sent, so that several fit into one request,
// and are shown, so that one sees what goes out. Without script it is an ordinary file field.
import { shrunk } from "./shrunk";

const SIDE_MAX = 1800;
const SMALL_BYTES = 900_000;

class PictureField extends HTMLElement {
  private addresses: string[] = [];

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    input?.addEventListener("change", () => {
      void this.take(input);
    });
  }

  private async take(input: HTMLInputElement): Promise<void> {
    const files = [...(input.files ?? [])];
    const form = input.form;
    const button = form?.querySelector<HTMLButtonElement>("button[type=submit]");
    button?.toggleAttribute("disabled", true);
    const small = new DataTransfer();
    for (const [index, file] of files.entries()) {
      this.say(this.words("shrinking").replace("{n}", String(index + 1)).replace("{m}", String(files.length)));
      const blob = await shrunk(file, SIDE_MAX, SMALL_BYTES);
      small.items.add(blob instanceof File ? blob : new File([blob], file.name, { type: blob.type }));
    }
    input.files = small.files;
    this.show([...small.files]);
    this.say(files.length ? this.words("ready").replace("{n}", String(files.length)) : "");
    button?.toggleAttribute("disabled", false);
  }

  private show(files: File[]): void {
    for (const address of this.addresses) URL.revokeObjectURL(address);
    this.addresses = files.map((file) => URL.createObjectURL(file));
    const pictures = this.addresses.map((address, index) => {
      const picture = document.createElement("img");
      picture.src = address;
      picture.alt = files[index]!.name;
      return picture;
    });
    this.querySelector("[data-shelf]")?.replaceChildren(...pictures);
  }

  private say(words: string): void {
    const place = this.querySelector("[data-say]");
    if (place) place.textContent = words;
  }

  private words(name: string): string {
    return this.getAttribute(`data-words-${name}`) ?? "";
  }
}

customElements.define("picture-field", PictureField);
