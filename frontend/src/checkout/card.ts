// <card-form>: the card's numbers go to the payment provider and never to us; our form carries only the token.

interface Token {
  token?: string;
  detail?: string;
  title?: string;
  field?: string;
}

class CardForm extends HTMLElement {
  connectedCallback(): void {
    const form = this.closest("form")!;
    form.addEventListener("submit", (event) => void this.guard(event, form), { capture: true });
    for (const input of this.querySelectorAll<HTMLInputElement>("input[data-card]")) {
      input.addEventListener("input", () => this.shape(input));
      input.addEventListener("input", () => this.forget());
    }
  }

  /** Another card is another token. The same one goes with every press of the same purchase: when an answer was lost on
   * the way, pressing again finds the purchase instead of beginning a second one. */
  private forget(): void {
    const token = this.querySelector<HTMLInputElement>("input[name='payment_token']");
    if (token) token.value = "";
  }

  private get isUsed(): boolean {
    const chosen = this.closest("form")!.querySelector<HTMLInputElement>("input[name='payment_choice']:checked");
    return !chosen || chosen.value === "new_card";
  }

  private async guard(event: Event, form: HTMLFormElement): Promise<void> {
    const token = this.querySelector<HTMLInputElement>("input[name='payment_token']")!;
    if (token.value || !this.isUsed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const value = (name: string) => this.querySelector<HTMLInputElement>(`input[data-card='${name}']`)!.value;
    const button = form.querySelector<HTMLButtonElement>("button[type='submit']");
    if (button?.disabled) return;
    if (button) button.disabled = true;
    try {
      const answer = await fetch(this.dataset["tokens"]!, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ number: value("number"), expiry: value("expiry"), cvc: value("cvc") }),
      });
      const told = (await answer.json()) as Token;
      if (!answer.ok || !told.token) return this.complain(told);
      this.complain({});
      token.value = told.token;
      if (button) button.disabled = false;
      form.requestSubmit(button ?? undefined);
    } catch {
      this.complain({ title: this.dataset["offline"] ?? "" });
    } finally {
      if (button) button.disabled = false;
    }
  }

  private complain(told: Token): void {
    const place = this.querySelector<HTMLElement>("[data-card-error]")!;
    place.textContent = told.title ?? told.detail ?? "";
    place.hidden = !place.textContent;
    if (!place.hidden) (this.querySelector<HTMLElement>(`input[data-card='${told.field ?? "number"}']`) ?? place).focus();
  }

  private shape(input: HTMLInputElement): void {
    const digits = input.value.replace(/\D/g, "");
    if (input.dataset["card"] === "number") input.value = digits.slice(0, 19).replace(/(.{4})(?=.)/g, "$1 ");
    if (input.dataset["card"] === "expiry") input.value = digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2, 4)}` : digits;
    if (input.dataset["card"] === "cvc") input.value = digits.slice(0, 4);
  }
}

customElements.define("card-form", CardForm);
