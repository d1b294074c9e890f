// Lists: while htmx fetches, the table says it is busy; after paging, the reading resumes at the top of the table.

let paging = false;

document.addEventListener("htmx:beforeRequest", (event) => {
  paging = Boolean(event.detail.elt.closest?.(".pages, .list-foot"));
  event.detail.target.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target.removeAttribute("aria-busy");
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!paging || !event.detail.target.matches(".results")) return;
  paging = false;
  const results = document.getElementById(event.detail.target.id);
  results.scrollIntoView({ block: "start" });
  results.querySelector("[data-results-top]")?.focus({ preventScroll: true });
});

// A session that ended or a refusal answers with a whole page: go there rather than put it in the table.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status >= 400 || !xhr.responseText.includes("<html")) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL || location.href);
});

// What an answer refuses, on one line: a sentence as it is, a page of error by its own words; "" when it says neither.
function reasonOf(xhr) {
  if (xhr?.getResponseHeader("Content-Type")?.startsWith("text/plain")) return xhr.responseText;
  const page = new DOMParser().parseFromString(xhr?.responseText || "", "text/html");
  const lines = page.querySelectorAll("[data-trouble] h1, [data-trouble] p");
  return [...lines].map((line) => line.textContent.trim().replace(/([^.!?…])$/, "$1.")).join(" ");
}

for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, (event) => {
    const notice = document.getElementById("htmx-failure");
    if (!notice) return;
    notice.dataset.plain ??= notice.textContent;
    notice.textContent = reasonOf(event.detail.xhr) || notice.dataset.plain;
    notice.hidden = false;
  });
}

// An answer came: what failed before is over, a page that follows a job for instance goes on.
document.addEventListener("htmx:afterOnLoad", (event) => {
  const notice = document.getElementById("htmx-failure");
  if (notice && event.detail.xhr.status < 400) notice.hidden = true;
});

// A choice that applies at once, without its button: <form data-auto>.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.querySelector("button")?.setAttribute("hidden", "");
  form.addEventListener("change", () => form.requestSubmit());
}

// On a phone the filters fold away unless one of them is used; their button says how many are. Without this they stand open.
const narrow = matchMedia("(max-width: 43.749rem)");
for (const fold of document.querySelectorAll("[data-fold]")) {
  const count = fold.querySelector("[data-fold-count]");
  const used = () =>
    new Set([...new FormData(fold.closest("form"))].filter(([name, value]) => value && fold.querySelector(`[name="${name}"]`)).map(([name]) => name)).size;
  const tell = () => {
    const found = used();
    count.hidden = !found;
    count.querySelector("b").textContent = found;
    count.querySelector("span").hidden = found < 2;
  };
  const settle = () => {
    fold.open = !narrow.matches || used() > 0 || Boolean(fold.querySelector(".has-errors"));
  };
  fold.closest("form").addEventListener("input", tell);
  narrow.addEventListener("change", settle);
  settle();
}
