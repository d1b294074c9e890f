// Boxes ticked in a list: how many, said beside the buttons that act on them. Without this the boxes still work.
// <form data-selection="name of the boxes" data-selection-words="none|one|{} many"> with a [data-selection-count].

class Selection {
  constructor(form) {
    this.form = form;
    this.words = form.dataset.selectionWords.split("|");
    this.count = form.querySelector("[data-selection-count]");
    this.all = form.querySelector("[data-selection-all]");
    document.addEventListener("change", (event) => event.target.form === form && this.show());
    document.addEventListener("htmx:afterSettle", () => this.show());
    this.show();
  }

  get boxes() {
    return [...this.form.elements].filter((box) => box.name === this.form.dataset.selection);
  }

  show() {
    const isAll = Boolean(this.all?.checked);
    const chosen = this.boxes.filter((box) => box.checked || box.type === "hidden").length;
    const words = this.words[Math.min(chosen, 2)].replace("{}", chosen);
    this.count.textContent = isAll ? "Toute la liste" : words;
    this.form.classList.toggle("is-active", isAll || chosen > 0);
    for (const box of this.boxes) box.disabled = isAll;
  }
}

for (const form of document.querySelectorAll("form[data-selection]")) new Selection(form);
