// Forms: sent once, not left by mistake, files of a possible size, errors under the eyes.

const isPost = (form) => form.method.toLowerCase() === "post";

// --- A double click sends once. The button is disabled after the browser has read it, and again usable on return.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isPost(form) || form.dataset.guard === "off") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  delete form.dataset.dirty;
  setTimeout(() => {
    for (const button of buttonsOf(form)) {
      button.disabled = true;
      button.classList.add("is-sending");
    }
  });
});

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

function release(form) {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) {
    button.disabled = false;
    button.classList.remove("is-sending");
  }
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});

// --- Leaving a form that was touched asks first, unless a draft holds what was typed.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.matches("form[data-guard]") && isPost(form)) form.dataset.dirty = "yes";
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

// --- A file that the server would refuse is refused here, before it travels.
function size(bytes) {
  return `${Math.ceil(bytes / 1048576)} Mo`;
}

document.addEventListener("change", (event) => {
  const input = event.target;
  const limit = Number(input.dataset?.maxBytes || input.form?.dataset.maxBytes || 0);
  if (input.type !== "file" || !limit) return;
  const tooBig = [...input.files].find((file) => file.size > limit);
  const id = `${input.id}_size`;
  document.getElementById(id)?.remove();
  input.removeAttribute("aria-invalid");
  if (!tooBig) return;
  const message = document.createElement("p");
  message.id = id;
  message.className = "errorlist";
  message.setAttribute("role", "alert");
  message.textContent = `« ${tooBig.name} » pèse ${size(tooBig.size)} : la limite est de ${size(limit)}. Choisissez un fichier plus léger.`;
  input.setAttribute("aria-invalid", "true");
  input.value = "";
  input.after(message);
});

// --- After a refusal, the reading starts at what must be corrected.
document.querySelector("[data-focus]")?.focus();
