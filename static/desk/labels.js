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
