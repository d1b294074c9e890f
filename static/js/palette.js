// Command palette (Ctrl+K): the sections of the side bar at once, then what the search finds.

const palette = document.getElementById("palette");
const box = palette?.querySelector("input");
const list = palette?.querySelector("ul");
const count = palette?.querySelector("[role=status]");
const { icons } = document.body.dataset;
const SVG = "http://www.w3.org/2000/svg";
let asked;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function sections() {
  return [...document.querySelectorAll(".side > .sections a, .account-menu a")].map((link) => ({
    label: (link.querySelector("span") ?? link).textContent.trim(),
    url: link.href,
    icon: link.querySelector("use")?.getAttribute("href").split("#")[1] ?? "arrow-right",
    detail: "",
  }));
}

function line(hit) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const drawing = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  const label = document.createElement("span");
  const detail = document.createElement("small");
  drawing.classList.add("icon");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${icons}#${hit.icon || "search"}`);
  drawing.append(use);
  label.textContent = hit.label;
  detail.textContent = hit.detail ?? "";
  link.href = hit.url;
  link.append(drawing, label, detail);
  item.append(link);
  return item;
}

function show(hits) {
  list.replaceChildren(...hits.map(line));
  list.querySelector("a")?.classList.add("is-first");
  const found = hits.length > 1 ? `${hits.length} résultats` : hits.length ? "1 résultat" : "Aucun résultat";
  count.textContent = hits.length ? `${found}. Entrée ouvre le premier, ↓ passe au suivant.` : `${found}.`;
}

async function search(words) {
  const wanted = fold(words);
  const pages = sections().filter((section) => fold(section.label).includes(wanted));
  show(pages);
  clearTimeout(asked);
  const { searchUrl } = palette.dataset;
  if (!searchUrl || words.length < 2) return;
  asked = setTimeout(async () => {
    const answer = await fetch(`${searchUrl}?${new URLSearchParams({ q: words })}`, {
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    if (!answer.ok || box.value.trim() !== words) return;
    const { results } = await answer.json();
    show([...pages, ...results]);
  }, 200);
}

function open() {
  if (palette.open) return;
  box.value = "";
  search("");
  palette.showModal();
  box.focus();
}

function move(step) {
  const links = [...list.querySelectorAll("a")];
  const next = links.indexOf(document.activeElement) + step;
  if (next < 0) box.focus();
  else links[Math.min(next, links.length - 1)]?.focus();
}

if (palette) {
  for (const button of document.querySelectorAll("[data-palette]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  box.addEventListener("input", () => search(box.value.trim()));
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
  });
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && document.activeElement === box) {
      event.preventDefault();
      list.querySelector("a")?.click();
    }
  });
}
