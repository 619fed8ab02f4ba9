// htmx 4 for every bundle that uses it: the CSRF token travels in a header, read from the page's meta tag.
import htmx from "htmx.org";
import "./arrive";
import "./trouble";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

window.htmx = htmx;

document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  const context = (event as CustomEvent<{ ctx: { request: { headers: Record<string, string> } } }>).detail.ctx;
  if (token) context.request.headers["X-CSRFToken"] = token;
});

export default htmx;
