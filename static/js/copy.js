// Adds a button that copies the text beside it, and one that shares the page where the browser can.
function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button plain";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    said.textContent = " Copied.";
  } catch {
    getSelection().selectAllChildren(text);
    said.textContent = " Marked. Copy it now.";
  }
  setTimeout(() => (said.textContent = ""), 4000);
}

for (const place of document.querySelectorAll("[data-copy]")) {
  const text = place.querySelector(".copied");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const { copy: what, share: title } = place.dataset;
  place.append(document.createElement("br"), button(`Copy ${what}`, () => copy(text, said)));
  if (title && navigator.share) {
    place.append(" ", button("Share", () => navigator.share({ title, url: text.textContent }).catch(() => {})));
  }
  place.append(said);
}
