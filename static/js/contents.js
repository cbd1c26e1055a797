// Marks the section being read in the contents list.
const target = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
const links = [...document.querySelectorAll(".contents a")].filter(target);

function mark() {
  const reached = links.filter((link) => target(link).getBoundingClientRect().top < innerHeight / 3);
  const current = reached.at(-1) ?? links[0];
  for (const link of links) {
    if (link === current) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

let isWaiting = false;
addEventListener("scroll", () => {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    mark();
  });
}, { passive: true });
mark();
