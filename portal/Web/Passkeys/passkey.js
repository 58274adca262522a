// Passkeys: shows passkey forms if the browser supports them, and submits the authenticator's answer.
(() => {
  "use strict";
  // Passkeys need a host name and a secure context; an IP address has no passkeys.
  if (!window.PublicKeyCredential || /^[\d.]+$|:/.test(location.hostname)) return;
  for (const one of document.querySelectorAll("[data-passkeys]")) one.hidden = false;
  const form = document.querySelector("[data-passkey]");
  if (!form) return;

  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const { passkey, options, cancelled, known, failed } = form.dataset, makes = passkey === "make";
  const asked = JSON.parse(options), publicKey = { ...asked, challenge: bytes(asked.challenge) };
  if (makes) publicKey.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) if (asked[list]) publicKey[list] = asked[list].map(one => ({ ...one, id: bytes(one.id) }));

  const send = ({ id, rawId, type, authenticatorAttachment, response }) => {
    const said = { transports: response.getTransports?.() };
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) if (response[part]) said[part] = text(response[part]);
    form.elements.answer.value = JSON.stringify({ id, rawId: text(rawId), type, authenticatorAttachment, clientExtensionResults: {}, response: said });
    form.submit();
  };

  // The address field suggests the browser's passkeys until the button starts its own request.
  let listing = new AbortController();
  const list = async () => {
    if (!makes && await PublicKeyCredential.isConditionalMediationAvailable?.())
      navigator.credentials.get({ publicKey, mediation: "conditional", signal: listing.signal }).then(send, () => {});
  };
  form.addEventListener("submit", async event => {
    event.preventDefault();
    listing.abort();
    const alert = form.querySelector("[role=alert]"), button = form.querySelector("button");
    alert.hidden = button.disabled = true;
    try {
      send(await (makes ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey })));
    } catch (error) {
      alert.textContent = error.name === "InvalidStateError" ? known : error.name === "NotAllowedError" || error.name === "AbortError" ? cancelled : failed;
      alert.hidden = button.disabled = false;
      listing = new AbortController();
      list();
    }
  });
  list();

  // The device removes deleted passkeys.
  if (makes) PublicKeyCredential.signalAllAcceptedCredentials?.({ rpId: asked.rp.id, userId: asked.user.id, allAcceptedCredentialIds: (asked.excludeCredentials ?? []).map(one => one.id) }).catch(() => {});
})();
