// Drafts: what is being typed is kept by the server under a key, and given back on the next visit.
// <form data-draft-url data-draft-key>; `data-draft-keep` says that the form already holds what was sent.

const PAUSE = 1500;
const LEFT_OUT = new Set(["csrfmiddlewaretoken"]);

function contentOf(form) {
  const content = {};
  for (const element of form.elements) {
    if (!element.name || LEFT_OUT.has(element.name) || ["file", "password", "submit", "button"].includes(element.type)) continue;
    if (["checkbox", "radio"].includes(element.type)) {
      content[element.name] ??= [];
      if (element.checked) content[element.name].push(element.value);
    } else if (element.multiple) {
      content[element.name] = [...element.selectedOptions].map((option) => option.value);
    } else {
      content[element.name] = [element.value];
    }
  }
  return content;
}

function restore(form, content) {
  for (const element of form.elements) {
    const values = content[element.name];
    if (!values) continue;
    if (["checkbox", "radio"].includes(element.type)) {
      element.checked = values.includes(element.value);
    } else if (element.multiple) {
      for (const option of element.options) option.selected = values.includes(option.value);
    } else if (element.type !== "hidden" && element.type !== "file") {
      element.value = values[0] ?? "";
    }
    element.tomselect?.sync();
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.url = form.dataset.draftUrl;
    this.key = form.dataset.draftKey;
    this.blank = contentOf(form);
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", () => clearTimeout(this.timer));
    if (!("draftKeep" in form.dataset)) this.load();
  }

  say(text) {
    if (this.status) this.status.textContent = text;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save(data = contentOf(this.form)) {
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        redirect: "error",
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value,
        },
        body: JSON.stringify({ key: this.key, data }),
      });
      if (!answer.ok) throw new Error(answer.statusText);
      delete this.form.dataset.dirty;
      this.say("Brouillon enregistré.");
    } catch {
      this.say("Brouillon non enregistré : la connexion ou la session est interrompue.");
    }
  }

  async load() {
    const answer = await fetch(`${this.url}?${new URLSearchParams({ key: this.key })}`, { redirect: "manual" });
    if (!answer.ok) return;
    const { data } = await answer.json();
    if (!data || !Object.keys(data).length) return;
    restore(this.form, data);
    this.offerBlank();
  }

  offerBlank() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link p-0";
    button.textContent = "Repartir de zéro";
    button.addEventListener("click", async () => {
      restore(this.form, this.blank);
      await this.save({});
      this.say("Le brouillon est effacé.");
    });
    this.say("Votre brouillon est repris. ");
    this.status?.append(button);
  }
}

for (const form of document.querySelectorAll("form[data-draft-url]")) new Draft(form);
