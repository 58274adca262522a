// The card as a PNG is drawn here: this device has the letters of its owner's name, whatever the alphabet. Where it cannot be drawn, and
// without scripts, the link gives the QR alone.
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
