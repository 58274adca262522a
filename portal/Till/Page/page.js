// DOM helpers. Foreign content is set as text, never as markup.
export const at = id => document.getElementById(id);

export function make(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

export const show = (id, visible = true) => { at(id).hidden = !visible; };

// Shows one message with buttons to continue; the first gets the focus.
export function tell(text, ways = [], kind = 'bad') {
  const box = at('message');
  box.className = 'message ' + kind;
  box.querySelector('p').textContent = text;
  box.querySelector('.ways').replaceChildren(...ways.map(([label, act]) =>
    make('button', { type: 'button', textContent: label, onclick: () => { hush(); act(); } })));
  box.hidden = false;
  box.querySelector('button')?.focus();
}

export const hush = () => { at('message').hidden = true; };

// Draws a QR code locally: its text stays in this page.
export function qrPicture(qrcode, text, title) {
  const code = qrcode(0, 'M');
  code.addData(text, /^[0-9A-Z $%*+\-./:]*$/.test(text) ? 'Alphanumeric' : 'Byte');
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`;
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const part = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  for (const [name, value] of Object.entries({ viewBox: `-4 -4 ${size + 8} ${size + 8}`, role: 'img', 'aria-label': title, class: 'qr' })) svg.setAttribute(name, value);
  svg.append(part('rect', { x: -4, y: -4, width: size + 8, height: size + 8, fill: '#fff' }), part('path', { d: path, fill: '#000', 'shape-rendering': 'crispEdges' }));
  return svg;
}
