// Finds a source while somebody types and writes its citation into the text. Without this file the list of sources
// stands behind a link, and the key is typed.
const PAUSE = 150; // ms after the last key
const place = document.querySelector("#citing");
const text = document.querySelector("#id_body");
let box, list, said, running, timer;
let offered = [];
let chosen = -1;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// --- The box: a combobox with a list, as ARIA describes it; the focus stays in the box
function build() {
  box = element("input", {
    type: "text", id: "cite-box", role: "combobox", "aria-expanded": "false", "aria-controls": "cite-list",
    "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
  });
  list = element("ul", { id: "cite-list", role: "listbox", "aria-label": "Sources", hidden: "" });
  said = element("span", { class: "on", role: "status" });
  place.prepend(element("label", { for: "cite-box" }, "Cite a source"), box, list);
  place.append(said);
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  for (const name of ["input", "change"]) box.addEventListener(name, (event) => event.stopPropagation());
  box.addEventListener("keydown", onKey);
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where it is
  list.addEventListener("click", (event) => cite(offered[[...list.children].indexOf(event.target.closest("li"))]));
}

async function search() {
  running?.abort();
  running = new AbortController();
  if (!box.value.trim()) return close();
  try {
    const where = `${place.dataset.sources}?${new URLSearchParams({ q: box.value })}`;
    const answer = await fetch(where, { signal: running.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    show((await answer.json()).sources);
  } catch (error) {
    if (error.name !== "AbortError") {
      close();
      said.textContent = "The sources cannot be reached. Type [@key] yourself, or try again.";
    }
  }
}

function show(sources) {
  offered = sources;
  list.replaceChildren(...sources.map(option));
  list.hidden = sources.length === 0;
  box.setAttribute("aria-expanded", String(sources.length > 0));
  said.textContent = sources.length ? `${sources.length} found` : "No source has these words.";
  choose(sources.length ? 0 : -1);
}

function option(source, number) {
  const fallen = source.is_retracted ? [element("b", { class: "tag blocking" }, "retracted")] : [];
  return element(
    "li", { role: "option", id: `cite-option-${number}`, "aria-selected": "false" },
    element("code", {}, source.key), element("span", { class: "kind" }, source.kind), ...fallen,
    element("span", { class: "what" }, source.reference),
  );
}

function choose(number) {
  chosen = number;
  [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === number)));
  if (number < 0) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", `cite-option-${number}`);
  list.children[number].scrollIntoView({ block: "nearest" });
}

function close() {
  clearTimeout(timer);
  running?.abort();
  offered = [];
  list.replaceChildren();
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  choose(-1);
}

function onKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && offered.length) choose((chosen + step + offered.length) % offered.length);
  else if (event.key === "Enter") cite(offered[chosen]);
  else if (event.key === "Escape" && !list.hidden) close();
  else return;
  event.preventDefault(); // Enter would send the form
}

// --- The citation: beside another one it joins its bracket
function cite(source) {
  if (!source) return;
  const at = text.selectionEnd;
  const before = text.value.slice(0, at);
  const joins = /\[@[^\[\]]*\]$/.test(before);
  const words = joins ? `; @${source.key}]` : `[@${source.key}]`;
  text.setRangeText(words, joins ? at - 1 : at, at, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  box.value = "";
  close();
  said.textContent = `[@${source.key}] stands in the text.`;
}

if (place && text) build();
