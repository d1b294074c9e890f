// A canned answer goes into the reply where the cursor is, beside what is typed already. Without this the page comes
// back with the answer in it. <form method="get" data-insert="id of the text"> asks its own address for the answer.

async function answerOf(form, id) {
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(id).value;
}

function insert(text, words) {
  const [start, end] = [text.selectionStart, text.selectionEnd];
  const before = start && text.value[start - 1] !== "\n" ? "\n" : "";
  text.setRangeText(before + words, start, end, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

for (const form of document.querySelectorAll("form[data-insert]")) {
  const status = form.querySelector("[data-insert-status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = document.getElementById(form.dataset.insert);
    try {
      insert(text, await answerOf(form, form.dataset.insert));
      status.textContent = "La réponse est insérée : relisez-la avant d’envoyer.";
    } catch {
      status.textContent = "La réponse type n’a pas pu être lue : rechargez la page.";
    }
  });
}
