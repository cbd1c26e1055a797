// Five minutes before a session would end unused, ask whether it should stay. Without this, what is sent too late is
// kept until its writer has logged in again. Another tab may have been used meanwhile, so the site is asked first.

const about = document.querySelector("meta[name=desk-session]");
const WARNED = 5 * 60; // seconds before the end

function asked() {
  const dialog = document.createElement("dialog");
  dialog.className = "stay";
  dialog.setAttribute("aria-labelledby", "h-stay");
  dialog.innerHTML = '<h2 id="h-stay">Are you still there?</h2><p role="status"></p><p class="row"></p>';
  for (const [words, className, act] of [["Stay logged in", "act main", stay], ["Close this", "act", close]]) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className, textContent: words });
    button.addEventListener("click", act);
    dialog.lastElementChild.append(button);
  }
  document.body.append(dialog);
  return dialog;
}

let dialog;
let timer;

async function secondsLeft(method) {
  const token = about.dataset.csrf;
  const answer = await fetch(about.dataset.stay, { method, headers: method === "POST" ? { "X-CSRFToken": token } : {} });
  return answer.ok && !answer.redirected ? (await answer.json()).seconds : 0;
}

function say(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  dialog.querySelector("[role=status]").textContent = seconds > 0
    ? `This session ends in ${minutes} minute${minutes === 1 ? "" : "s"} if you do nothing. What you have typed on this page stays here.`
    : "This session has ended. What you have typed on this page stays here; send it, and log in again when you are asked.";
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(1, seconds - WARNED) * 1000);
}

async function look() {
  const left = await secondsLeft("GET").catch(() => 0);
  if (left > WARNED) return wait(left);
  dialog ??= asked();
  say(left);
  if (!dialog.open) dialog.showModal();
  if (left > 0) timer = setTimeout(look, Math.min(left, 60) * 1000 + 500);
  return undefined;
}

async function stay() {
  const left = await secondsLeft("POST").catch(() => 0);
  say(left);
  if (left <= 0) return;
  close();
  wait(left > WARNED ? left : left + WARNED); // near the longest that a session may last, once is enough
}

function close() {
  clearTimeout(timer);
  dialog.close();
}

if (about) wait(Number(about.content));
