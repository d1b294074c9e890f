// Long lists of choices get a search box (tom-select): <select data-choice>. Loaded only where there is one.

const { choiceScript, choiceStyle } = document.body.dataset;
let loading;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = choiceStyle;
    const script = document.createElement("script");
    script.src = choiceScript;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(style, script);
  });
  return loading;
}

const WORDS = {
  no_results: (data, escape) => `<div class="no-results">Rien ne correspond à « ${escape(data.input)} ».</div>`,
};

async function dress(root) {
  const choices = [...root.querySelectorAll("select[data-choice]")].filter((select) => !select.tomselect);
  if (!choices.length || !choiceScript) return;
  await load();
  for (const select of choices) {
    if (select.tomselect) continue;
    const described = ["aria-describedby", "aria-invalid"].map((name) => [name, select.getAttribute(name)]);
    const control = new window.TomSelect(select, {
      plugins: select.multiple ? { remove_button: { title: "Retirer" } } : [],
      maxOptions: null,
      allowEmptyOption: !select.multiple,
      placeholder: select.dataset.placeholder || "Chercher…",
      searchField: ["text"],
      render: WORDS,
    });
    select.setAttribute("aria-hidden", "true");
    select.addEventListener("focus", () => control.focus());
    for (const [name, value] of described) if (value) control.control_input.setAttribute(name, value);
  }
}

dress(document);
document.addEventListener("htmx:load", (event) => dress(event.target));
