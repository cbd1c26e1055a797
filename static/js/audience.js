// Remembers, in this browser alone, for whom the reader last chose to have pages written.
// It leads on from the wording for everyone only; whoever follows a link to another wording gets that one.
const KEY = "audience";
const choices = [...document.querySelectorAll(".audience a")];

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // the browser keeps nothing for this site
  }
}

function remember(name) {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // then the choice holds for this page
  }
}

for (const choice of choices) {
  choice.addEventListener("click", () => remember(choice.dataset.audience));
}
const chosen = choices.find((choice) => choice.dataset.audience === remembered());
const current = choices.find((choice) => choice.hasAttribute("aria-current"));
if (chosen && current?.dataset.audience === "everyone" && chosen !== current) {
  location.replace(chosen.href + location.hash);
}
