// While somebody writes: the checks are made anew, the preview follows the audience, links lead to their line, and
// unsaved words are not left without a warning. Without this file the checks are those of the saved text.
const PAUSE = 1000; // ms after the last key
const writing = document.querySelector("#writing");
const form = document.querySelector("#article_form, #conflict_form");
const text = document.querySelector("#id_body");
const title = document.querySelector("#id_title");
const saved = document.querySelector("#saved");
const token = form?.querySelector("[name=csrfmiddlewaretoken]")?.value;
let leaving = false;
let timer;
let running;

// --- Unsaved words: the form is compared with itself as it was, so that typing a word and deleting it is no change
const NOT_KEPT = new Set(["audience", "csrfmiddlewaretoken"]);
const written = () =>
  JSON.stringify([...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string"));
let before;

function isUnsaved() {
  return document.querySelector("[data-unsaved]") !== null || written() !== before;
}

function say() {
  if (saved) saved.textContent = isUnsaved() ? "Not saved yet" : "Everything is saved";
}

function warn(event) {
  if (!leaving && isUnsaved()) event.preventDefault();
}

// --- The tab key leaves the text, as everywhere: the editor would write a tab, and nobody without a mouse came further
document.addEventListener("keydown", (event) => {
  if (event.key === "Tab" && event.target === text) event.stopImmediatePropagation();
}, true);

// --- The checks
async function check() {
  running?.abort();
  running = new AbortController();
  const body = new FormData(form);
  body.append("article", writing.dataset.article);
  try {
    const answer = await fetch(writing.dataset.check, {
      method: "POST", body, headers: { "X-CSRFToken": token }, signal: running.signal,
    });
    if (!answer.ok) throw new Error(answer.statusText);
    show(await answer.text());
  } catch (error) {
    if (error.name !== "AbortError" && saved) {
      saved.textContent = "The checks cannot be reached. What you typed is still here; save to try again.";
    }
  }
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of fresh.querySelectorAll("#readiness, .grade")) {
    document.getElementById(part.id)?.replaceWith(document.adoptNode(part));
  }
}

function later() {
  say();
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

// --- The preview: the editor asks for it; the address says for whom and under which title
function preview() {
  const audience = form.querySelector("[name=audience]:checked")?.value ?? "everyone";
  const where = new URL(text.dataset.markdownxUrlsPath, location.href);
  where.search = new URLSearchParams({ for: audience, title: title?.value ?? "" });
  text.dataset.markdownxUrlsPath = where.pathname + where.search;
}

function previewAnew() {
  preview();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- From a finding to its place
function goTo(event) {
  const link = event.target.closest("#readiness a[href^='#']");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  const box = place.matches(".select2-hidden-accessible")
    ? place.nextElementSibling.querySelector("input, [tabindex]") ?? place
    : place;
  box.focus();
  if (link.dataset.line && place === text) caretTo(Number(link.dataset.line));
  else box.scrollIntoView({ block: "center" });
}

function caretTo(number) {
  const lines = text.value.split("\n");
  const line = Math.min(number, lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  text.setSelectionRange(start, start + lines[line].length);
  const height = text.scrollHeight / lines.length;
  text.scrollTop = height * line - text.clientHeight / 3;
  const top = text.getBoundingClientRect().top + height * line - text.scrollTop;
  window.scrollBy(0, top - innerHeight / 3);
}

function begin() {
  before = written();
  say();
}

if (form) {
  addEventListener("beforeunload", warn);
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.formTarget) leaving = true; // a preview in another tab leaves nothing
  });
  if (writing && text) {
    preview();
    form.addEventListener("input", later);
    django.jQuery(form).on("change", later); // the boxes that search tell nobody else of a choice
    text.closest(".markdownx")?.addEventListener("markdownx.update", say);
    title?.addEventListener("change", previewAnew);
    form.querySelector("#editor-bar")?.addEventListener("change", previewAnew);
    document.addEventListener("click", goTo);
  }
  // The boxes for sources and pictures put their choices in order when the page is ready; compare from then on
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
