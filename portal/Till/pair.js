// Pairs this device: the code from the address of a QR, or by this page's camera.
import { closeCamera, openCamera } from './scanner.js';

const form = document.getElementById('pair'), code = document.getElementById('pairing');
const button = document.getElementById('pair-camera'), picture = document.getElementById('pair-picture'), video = document.getElementById('pair-video');

// The fragment is not sent with the request of the page, and leaves the address bar.
const take = () => {
  if (location.hash.length < 2) return;
  code.value = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  form.requestSubmit();
};
addEventListener('hashchange', take);

const show = open => {
  picture.hidden = !open;
  button.setAttribute('aria-pressed', String(open));
  button.textContent = open ? button.dataset.close : button.dataset.open;
};
button.hidden = !navigator.mediaDevices; // a camera needs HTTPS
button.onclick = async () => {
  if (!picture.hidden) {
    closeCamera(video);
    return show(false);
  }
  show(true);
  try {
    await openCamera(video, form.dataset, text => {
      closeCamera(video);
      show(false);
      code.value = text;
      form.requestSubmit();
    });
  } catch {
    closeCamera(video);
    show(false);
    button.hidden = true;
    code.focus();
  }
};
take();
