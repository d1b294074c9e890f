// Drafts: what is being typed is kept by the server under a key; the page fills the form again on the next visit.
// <form data-draft-url data-draft-key>; what is said goes to its [data-draft-status].

const PAUSE = 1500;
const LEFT_OUT = new Set(["csrfmiddlewaretoken"]);
const UNKEPT = new Set(["file", "password", "submit", "button"]);

function contentOf(form) {
  const content = {};
  for (const element of form.elements) {
    if (!element.name || LEFT_OUT.has(element.name) || UNKEPT.has(element.type)) continue;
    content[element.name] ??= [];
    if (["checkbox", "radio"].includes(element.type)) {
      if (element.checked) content[element.name].push(element.value);
    } else if (element.multiple) {
      content[element.name].push(...[...element.selectedOptions].map((option) => option.value));
    } else {
      content[element.name].push(element.value);
    }
  }
  return content;
}

async function save(form) {
  const status = form.querySelector("[data-draft-status]");
  const say = (text) => { if (status) status.textContent = text; };
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      redirect: "error",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
      body: JSON.stringify({
        key: form.dataset.draftKey,
        page: form.elements._draft_page?.value ?? "",
        data: contentOf(form),
      }),
    });
    const { message } = await answer.json();
    if (answer.ok) delete form.dataset.dirty;
    say(message);
  } catch {
    say("Brouillon non enregistré : la connexion ou la session est interrompue.");
  }
}

for (const form of document.querySelectorAll("form[data-draft-url]")) {
  let pause;
  const later = () => {
    clearTimeout(pause);
    pause = setTimeout(() => save(form), PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => clearTimeout(pause));
}
