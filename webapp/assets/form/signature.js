// A signature drawn on the screen, sent as an SVG of plain strokes: the only kind that the server lets in.
import SignaturePad from 'signature_pad';

const INK = '#101828';
const HEIGHT = 200;
const STYLE = `fill="none" stroke="${INK}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"`;

const place = ({ x, y }) => `${Math.max(0, Math.round(x))} ${Math.max(0, Math.round(y))}`;
const stroke = points => `<path d="M${place(points[0])}L${points.map(place).join('L')}" ${STYLE}/>`;

function svg(strokes, width) {
  if (!strokes.length) return '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(width)} ${HEIGHT}">${strokes.map(({ points }) => stroke(points)).join('')}</svg>`;
}

// What was signed before a form came back stays signed.
function strokesIn(text) {
  return [...text.matchAll(/ d="M([^"]+)"/g)].map(([, path]) => ({
    minWidth: 1, maxWidth: 2.5, dotSize: 1.5, penColor: INK, velocityFilterWeight: 0.7, compositeOperation: 'source-over',
    points: path.split('L').map(pair => { const [x, y] = pair.split(' ').map(Number); return { x, y, pressure: 0.5, time: 0 }; }),
  }));
}

function fit(canvas, pad) {
  const ratio = Math.max(window.devicePixelRatio || 1, 1);
  const strokes = pad.toData();
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = HEIGHT * ratio;
  canvas.getContext('2d').scale(ratio, ratio);
  pad.fromData(strokes);
}

function bring(box) {
  const canvas = box.querySelector('canvas');
  const sent = box.closest('fieldset').querySelector('[data-drawn]');
  box.hidden = false;
  const pad = new SignaturePad(canvas, { penColor: INK, minDistance: 3 });
  const keep = () => { sent.value = svg(pad.toData(), canvas.offsetWidth); sent.dispatchEvent(new Event('change', { bubbles: true })); };
  fit(canvas, pad);
  if (sent.value) pad.fromData(strokesIn(sent.value));
  pad.addEventListener('endStroke', keep);
  box.querySelector('[data-clear]').addEventListener('click', () => { pad.clear(); keep(); });
  new ResizeObserver(() => { if (Math.abs(canvas.width / Math.max(window.devicePixelRatio || 1, 1) - canvas.offsetWidth) > 1) fit(canvas, pad); }).observe(canvas);
}

export function drawSignatures(root) {
  for (const box of root.querySelectorAll('[data-signature]')) bring(box);
}
