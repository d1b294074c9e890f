// Presence: while the page is under the eyes, a sign every 15 s; what comes back says who else is here.
// <p role="status" data-presence-url data-presence-proof>; its text changes only when the answer does, so that it is
// read aloud once. Someone writes when a guarded form was touched and not sent since.

const EVERY = 15000;

for (const place of document.querySelectorAll("[data-presence-url]")) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  let touched = false;
  let timer;

  async function sign() {
    const sent = new URLSearchParams({ _draft: place.dataset.presenceProof });
    if (touched) sent.set("_writing", "yes");
    try {
      const answer = await fetch(place.dataset.presenceUrl, { method: "POST", redirect: "error", headers, body: sent });
      if (!answer.ok) clearInterval(timer); // the page is too old, or is another’s: it must be opened again
      show(answer.ok ? await answer.text() : "");
    } catch {
      show("");
    }
  }

  function show(html) {
    const text = html.trim();
    if (place.dataset.presenceShown === text) return;
    place.dataset.presenceShown = text;
    place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  }

  function follow() {
    clearInterval(timer);
    if (document.hidden) return;
    sign();
    timer = setInterval(sign, EVERY);
  }

  document.addEventListener("input", (event) => {
    if (!event.target.form?.matches("form[data-guard]:not([data-guard='off'])") || touched) return;
    touched = true;
    sign();
  });
  document.addEventListener("submit", () => { touched = false; });
  document.addEventListener("visibilitychange", follow);
  follow();
}
