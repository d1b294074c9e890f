// What every page does: colours chosen, menus that close, questions before an action, copy buttons.

// --- Colours: kept in a cookie, so that the server writes the right ones before the first paint.
function applyTheme(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const lifetime = theme ? 31536000 : 0;
  document.cookie = `theme=${theme}; path=/; max-age=${lifetime}; samesite=lax${secure}`;
  if (theme) {
    document.documentElement.dataset.bsTheme = theme;
  } else {
    delete document.documentElement.dataset.bsTheme;
  }
}

for (const choice of document.querySelectorAll("[data-theme-choice]")) {
  const current = document.documentElement.dataset.bsTheme ?? "";
  choice.hidden = false;
  for (const radio of choice.querySelectorAll("input")) {
    radio.checked = radio.value === current;
    radio.addEventListener("change", () => applyTheme(radio.value));
  }
}

// --- Menus made of <details>: Escape or a click elsewhere closes them.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// --- A question before an action that cannot be undone: <form data-confirm="…">.
function ask(question, label) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "ask-text");
  const text = document.createElement("p");
  text.id = "ask-text";
  text.textContent = question;
  const buttons = document.createElement("form");
  buttons.method = "dialog";
  buttons.className = "form-buttons";
  for (const [name, value, style] of [[label, "yes", "btn btn-primary"], ["Annuler", "no", "btn"]]) {
    const button = document.createElement("button");
    button.textContent = name;
    button.value = value;
    button.className = style;
    buttons.append(button);
  }
  dialog.append(text, buttons);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  if (await ask(form.dataset.confirm, button?.textContent.trim() || "Confirmer")) {
    form.dataset.confirmed = "yes";
    form.requestSubmit(button);
    delete form.dataset.confirmed;
  }
}, { capture: true });

// --- Copy: <button data-copy="text" hidden>; the button says that it is done.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copié";
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
