// Draws the card as PNG on this device, which has the fonts for its owner's name in any script. If drawing fails, and without scripts, the
// link returns only the QR code.
const link = document.getElementById('png');

async function drawn() {
  const card = new Image();
  card.src = '/card/card.svg';
  await card.decode();
  const paper = Object.assign(document.createElement('canvas'), { width: card.naturalWidth, height: card.naturalHeight });
  paper.getContext('2d').drawImage(card, 0, 0);
  return new Promise((resolve, reject) => paper.toBlob(blob => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
}

link.addEventListener('click', async event => {
  event.preventDefault();
  const url = await drawn().then(blob => URL.createObjectURL(blob), () => link.href);
  Object.assign(document.createElement('a'), { href: url, download: 'card.png' }).click();
});
