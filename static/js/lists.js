// Lists: while htmx fetches, the table says it is busy; after paging, the reading resumes at the top of the table.

let paging = false;

document.addEventListener("htmx:beforeRequest", (event) => {
  paging = Boolean(event.detail.elt.closest?.(".pages"));
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
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, () => {
    const notice = document.getElementById("htmx-failure");
    if (notice) notice.hidden = false;
  });
}

// A choice that applies at once, without its button: <form data-auto>.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.querySelector("button")?.setAttribute("hidden", "");
  form.addEventListener("change", () => form.requestSubmit());
}
