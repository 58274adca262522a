// Reads codes. A hand scanner is a keyboard faster than any person that ends with Enter; camera images are decoded in this page. One pause
// is allowed, for radio scanners; the mean interval still excludes typing.
const mostGap = 40, longestGap = 300, shortest = 8;

// Calls `scanned` with a hand scanner's text, wherever the focus is, and restores the field's value.
export function listen(scanned) {
  let burst = '', first = 0, last = 0, field = null, before = '';
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const now = event.timeStamp;
    if (event.key === 'Enter') {
      const mean = burst.length > 1 ? (last - first) / (burst.length - 1) : Infinity;
      const text = burst;
      burst = '';
      if (text.length < shortest || mean >= mostGap || now - last > longestGap) return;
      event.preventDefault();
      event.stopPropagation();
      if (field) field.value = before;
      scanned(text);
    } else if (event.key.length === 1) {
      if (!burst || now - last > longestGap) {
        burst = '';
        first = now;
        field = event.target instanceof HTMLInputElement ? event.target : null;
        before = field?.value ?? '';
      }
      burst += event.key;
      last = now;
    }
  }, true);
}

let detector, stream, timer;

async function reader(settings) {
  if (detector) return detector;
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: settings.detector, onload: resolve, onerror: reject });
    document.head.append(script);
  });
  const { BarcodeDetector, prepareZXingModule } = window.BarcodeDetectionAPI;
  // The module is served with our own files, without a third party.
  await prepareZXingModule({ overrides: { locateFile: () => settings.wasm }, fireImmediately: true });
  return detector = new BarcodeDetector({ formats: ['qr_code'] });
}

export const cameraIsOn = () => Boolean(stream);

export async function openCamera(video, settings, scanned) {
  const [eyes, picture] = await Promise.all([
    reader(settings),
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } }),
  ]);
  stream = picture;
  video.srcObject = picture;
  await video.play();
  let seen = '', at = 0;
  const look = async () => {
    if (stream !== picture) return;
    try {
      const [code] = video.readyState >= 2 ? await eyes.detect(video) : [];
      // A code held in front of the camera counts once.
      if (code && (code.rawValue !== seen || Date.now() - at > 5000)) {
        [seen, at] = [code.rawValue, Date.now()];
        scanned(code.rawValue);
      }
    } catch { /* a frame that cannot be read is followed by another */ }
    timer = setTimeout(look, 80);
  };
  look();
}

export function closeCamera(video) {
  clearTimeout(timer);
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  video.srcObject = null;
}
