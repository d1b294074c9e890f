// Long lists of choices get a search box (tom-select): <select data-choice>. Loaded only where there is one.

const { choiceScript, choiceStyle } = document.body.dataset;
let loading;

function arrived(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = reject;
  });
}

// Both, before anything is dressed: without its style, what should be hidden widens the page.
function load() {
  if (loading) return loading;
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: choiceStyle });
  const script = Object.assign(document.createElement("script"), { src: choiceScript });
  loading = Promise.all([arrived(style), arrived(script)]);
  document.head.append(style, script);
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
