// Rows ticked in a list: how many, said beside the buttons that act on them. Without this the boxes still work.

const form = document.querySelector("form[data-selection]");

function boxes() {
  return [...document.querySelectorAll(`input[type=checkbox][form="${form.id}"]`)];
}

function show() {
  const all = form.querySelector("[data-selection-all]");
  const ticked = boxes().filter((box) => box.checked).length;
  const words = ticked > 1 ? `${ticked} conventions cochées` : ticked ? "1 convention cochée" : "Aucune convention cochée";
  form.querySelector("[data-selection-count]").textContent = all.checked ? "Toute la liste" : words;
  for (const box of boxes()) box.disabled = all.checked;
}

if (form) {
  document.addEventListener("change", (event) => {
    if (event.target.form === form) show();
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
}
