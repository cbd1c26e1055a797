// Opens a reference beside its citation. Without this file the link goes to the list of references.
const card = document.createElement("div");
card.className = "reference-card";
card.popover = "auto";
card.tabIndex = -1;
card.autofocus = true;
card.setAttribute("role", "dialog");
document.body.append(card);
let opener = null;

function fill(link, reference) {
  const text = reference.querySelector(".text").cloneNode(true);
  text.querySelectorAll(".back").forEach((back) => back.remove());
  const more = document.createElement("a");
  more.href = link.hash;
  more.textContent = `Reference ${link.textContent} in the list`;
  more.addEventListener("click", () => card.hidePopover());
  card.setAttribute("aria-label", `Reference ${link.textContent}`);
  card.replaceChildren(text, more);
}

function place(link) {
  const mark = link.getBoundingClientRect();
  const isBelow = mark.bottom + card.offsetHeight + 16 < innerHeight;
  const left = Math.max(16, Math.min(mark.left - 24, innerWidth - card.offsetWidth - 16));
  const top = isBelow ? mark.bottom + 8 : Math.max(16, mark.top - card.offsetHeight - 8);
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

function open(event) {
  const link = event.currentTarget;
  const reference = document.getElementById(link.hash.slice(1));
  if (!reference || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  fill(link, reference);
  opener = link;
  card.showPopover();
  place(link);
  link.setAttribute("aria-expanded", "true");
}

for (const link of document.querySelectorAll(".cite a[href]")) {
  link.setAttribute("aria-haspopup", "dialog");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", open);
}
card.addEventListener("toggle", (event) => {
  if (event.newState === "closed") opener?.setAttribute("aria-expanded", "false");
});
addEventListener("scroll", () => card.matches(":popover-open") && place(opener), { passive: true });
