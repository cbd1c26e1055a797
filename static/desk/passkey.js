// Passkeys, where the browser knows them; the pages work without, by a code. The browser's answer goes into a hidden
// field of the form, so that it is sent, checked and refused like anything that was typed.

const isKnown = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function options(address, form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok || answer.redirected) throw new Error("The site did not answer. Load the page again.");
  return answer.json();
}

async function attempt(form, place, ask) {
  const said = place.querySelector("[data-said]");
  said.textContent = "";
  try {
    const credential = await ask();
    form.querySelector("[name=passkey]").value = JSON.stringify(credential.toJSON());
    return true;
  } catch (fault) {
    const isTheirs = fault instanceof DOMException;
    said.textContent = isTheirs ? "The browser used no passkey. Try again, or use a code." : fault.message;
    return false;
  }
}

// Show one: the form is sent by its own button, so that whatever it asks for besides is checked first.
for (const place of document.querySelectorAll("[data-passkey]")) {
  const form = place.closest("form");
  place.hidden = !isKnown;
  place.querySelector("button").addEventListener("click", async () => {
    const isDone = await attempt(form, place, async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options(place.dataset.passkey, form));
      return navigator.credentials.get({ publicKey });
    });
    if (isDone) form.requestSubmit();
  });
}

// Make one
for (const form of document.querySelectorAll("[data-new-passkey]")) {
  form.hidden = !isKnown;
  document.querySelector("[data-no-passkey]").hidden = isKnown;
  form.addEventListener("submit", async (event) => {
    if (form.querySelector("[name=passkey]").value) return;
    event.preventDefault();
    const isDone = await attempt(form, form, async () => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options(form.dataset.newPasskey, form));
      return navigator.credentials.create({ publicKey });
    });
    if (isDone) form.requestSubmit();
  });
}
