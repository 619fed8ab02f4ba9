// The account's pages: an eye on each password, the first error in focus, a country that brings its own fields.
import "../styles/account.css";

for (const input of document.querySelectorAll<HTMLInputElement>("input[type=password][data-show]")) {
  const eye = document.createElement("button");
  eye.type = "button";
  eye.className = "eye";
  eye.setAttribute("aria-controls", input.id);
  const draw = (): void => {
    const isHidden = input.type === "password";
    eye.textContent = (isHidden ? input.dataset.show : input.dataset.hide) ?? "";
    eye.setAttribute("aria-pressed", String(!isHidden));
  };
  eye.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    draw();
    input.focus();
  });
  draw();
  const frame = document.createElement("div");
  frame.className = "eyed";
  input.replaceWith(frame);
  frame.append(input, eye);
  // A password never travels or stays on a screen in the clear once it is sent.
  input.form?.addEventListener("submit", () => (input.type = "password"));
}

document.querySelector<HTMLElement>("[data-first-error]")?.focus();

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-submit-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-select]")) {
  input.addEventListener("focus", () => input.select());
}
