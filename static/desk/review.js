// The review's page works without this. With it: a comment is written beside its passage, on the words that are
// selected; the questions that are left are counted while one answers; and the desk is told what was seen.

const page = document.querySelector("#content-main[data-seen]");

// --- Comments: one form, moved to the passage it is about ---
const LONGEST = 500;
const APART = "p, li, td, th, dt, dd, tr, h1, h2, h3, h4, h5, h6, figcaption, caption, blockquote, pre, div, br";
const form = document.querySelector("#comment-form");
let selected = { block: null, words: "" };

function wordsOf(block) {
  const content = block.querySelector(".content").cloneNode(true);
  content.querySelectorAll(".cite, .footnote-ref, .footnote-backref").forEach((part) => part.remove());
  content.querySelectorAll("img").forEach((picture) => picture.replaceWith(` ${picture.alt} `));
  content.querySelectorAll(APART).forEach((part) => part.after(" "));
  const words = content.textContent.trim().replace(/\s+/g, " ");
  return words.length > LONGEST ? words.slice(0, LONGEST).replace(/\s\S*$/, "") : words;
}

function selectedIn() {
  const selection = getSelection();
  const node = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0).commonAncestorContainer : null;
  const content = (node instanceof Element ? node : node?.parentElement)?.closest(".block .content");
  return content ? { block: content.closest(".block"), words: wholeWords(selection) } : { block: null, words: "" };
}

// Half a word or half a number is no quote: "5 mg" must not be cut out of "2.5 mg". True inside of either.
function isInside(text, at) {
  const [before, after] = [text.slice(Math.max(at - 2, 0), at), text.slice(at, at + 2)];
  return [
    [/[\p{L}\p{N}]$/u, /^[\p{L}\p{N}]/u], [/\p{N}$/u, /^[.,/:]\p{N}/u], [/\p{N}[.,/:]$/u, /^\p{N}/u],
    [/\p{L}$/u, /^\/\p{L}/u], [/\p{L}\/$/u, /^\p{L}/u], [/(^|[^\p{L}\p{N}])[.−-]$/u, /^\p{N}/u],
  ].some(([left, right]) => left.test(before) && right.test(after));
}

function wholeWords(selection) {
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  let [from, to] = [startOffset, endOffset];
  if (startContainer.nodeType === Node.TEXT_NODE) while (from > 0 && isInside(startContainer.data, from)) from -= 1;
  if (endContainer.nodeType === Node.TEXT_NODE) while (to && isInside(endContainer.data, to)) to += 1;
  const rest = to > endOffset ? endContainer.data.slice(endOffset, to) : "";
  return ((from < startOffset ? startContainer.data.slice(from, startOffset) : "") + selection + rest).trim();
}

function mark(link, isOn) {
  link?.classList.toggle("on-words", isOn);
  if (link) link.title = isOn ? "Comment on the selected words" : "Comment";
}

function remember() {
  const now = selectedIn();
  if (!now.words && document.activeElement?.matches(".add")) return; // pressing the link lets go of the selection
  mark(selected.block?.querySelector(".add"), false);
  selected = now;
  mark(selected.block?.querySelector(".add"), Boolean(selected.words));
}

function writeOn(block) {
  const quote = form.querySelector("[name=quote]");
  const quoted = selected.block === block && selected.words ? selected.words : wordsOf(block);
  if (!quoted) return false;
  quote.value = quoted;
  form.querySelector("[name=block]").value = block.querySelector(".add").dataset.comment;
  let notes = block.querySelector(".notes");
  if (!notes) {
    notes = document.createElement("div");
    notes.className = "notes";
    block.append(notes);
  }
  notes.prepend(form);
  const text = form.querySelector("[name=text]");
  text.focus();
  text.scrollIntoView({ block: "nearest" });
  return true;
}

if (form) {
  document.addEventListener("selectionchange", remember);
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest(".add")) event.preventDefault(); // keeps the selection
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".add");
    if (link && !event.ctrlKey && !event.metaKey && writeOn(link.closest(".block"))) event.preventDefault();
  });
}

// --- The signature: what is left, while one answers ---
function count(sign) {
  const groups = [...sign.querySelectorAll("fieldset, [data-tick]")];
  const left = groups.filter((group) => !group.querySelector("input:checked"));
  const proofs = [...sign.querySelectorAll("[name=password], [name=one_time_code]")].filter((field) => !field.value);
  const isShort = sign.querySelector("[data-within]") && proofs.length < 2; // one of the two is enough for a while
  const proof = isShort ? undefined : proofs[0];
  const line = sign.querySelector("[data-missing]");
  const [said, next] = [line.querySelector("span"), line.querySelector("a")];
  groups.forEach((group) => group.closest(".ask").classList.toggle("todo", left.includes(group)));
  const sentence = left.length
    ? `${left.length} of ${groups.length} questions left, then your password.`
    : !proof ? "Nothing is left: sign." : `All questions are answered. ${proof.labels[0].textContent} is left.`;
  if (said.textContent !== sentence) said.textContent = sentence; // said once by a screen reader, not at every key
  next.hidden = !left.length && !proof;
  next.href = `#${left.length ? left[0].querySelector("[id]").id : proof?.id}`;
  line.classList.toggle("complete", next.hidden);
}

// All were read and all are true: one press, which every answer then shows. What was answered before stays.
function answerTheRest(sign) {
  const rest = sign.querySelector("[data-all]");
  const groups = [...rest.parentElement.querySelectorAll("fieldset")];
  rest.hidden = !groups.length;
  rest.querySelector("button").addEventListener("click", () => {
    for (const group of groups) {
      if (!group.querySelector("input:checked")) group.querySelector("input[value=yes]").checked = true;
    }
    count(sign);
  });
}

const sign = document.querySelector("form[data-sign]");
if (sign) {
  count(sign);
  answerTheRest(sign);
  sign.addEventListener("input", () => count(sign));
  sign.querySelector("[data-missing] a").addEventListener("click", (event) => {
    const target = document.querySelector(event.target.getAttribute("href"));
    const field = target?.matches("input") ? target : target?.querySelector("input");
    if (!field) return;
    event.preventDefault(); // the jump itself would take the focus away again
    field.focus();
  });
}

// --- What was seen: told when the page is left for another one, so that "what you saw last" holds while it is read ---
let stays = false;
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link) stays = link.pathname === location.pathname && !link.target;
});
addEventListener("pagehide", () => {
  if (stays || !page) return;
  navigator.sendBeacon(page.dataset.seen, new URLSearchParams({ csrfmiddlewaretoken: page.dataset.csrf }));
});

document.querySelector("#refused")?.focus();
