// The boxes that find a person, a source or a picture while one types have no name of their own; they get the field's label.
function nameBoxes() {
  for (const box of document.querySelectorAll(".select2-container")) {
    const label = box.previousElementSibling?.labels?.[0]?.textContent.replace(/:\s*$/, "");
    if (!label) continue;
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
      part.removeAttribute("aria-labelledby"); // to what is chosen, which is the value and no name
      part.setAttribute("aria-label", label);
    }
  }
}

window.django?.jQuery?.(nameBoxes); // ready functions run in their order: the boxes are there by now

// An open box says what it opened, and so does the field in it; the library names neither.
window.django?.jQuery?.(document).on("select2:open", ({ target }) => {
  const list = `select2-${target.id}-results`;
  const label = target.labels?.[0]?.textContent.replace(/:\s*$/, "") ?? "";
  for (const part of document.querySelectorAll(`[aria-owns="${list}"], .select2-dropdown .select2-search__field`)) {
    part.setAttribute("aria-controls", list);
    part.setAttribute("aria-label", label);
  }
  document.getElementById(list)?.setAttribute("aria-label", label);
});
