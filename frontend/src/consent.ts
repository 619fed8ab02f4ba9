// The consent bar answers without leaving the page: the video goes on, the bar is gone.
import "../styles/consent.css";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-consent]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) {
      form.remove();
      return;
    }
    // Anything else goes the plain way: the page that answers then says what went wrong.
    const chosen = document.createElement("input");
    chosen.type = "hidden";
    chosen.name = "granted";
    chosen.value = String(body.get("granted"));
    form.append(chosen);
    form.submit();
  });
}
