// Draws a diagram to look at: the travelled path and the present step marked; the page's own list says the same in words.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './viewer.css';
import { TEXTS, fontsReady, listen, load, translate, whenSeen } from '../diagram/reading.js';

const READABLE = 0.85;
const COMFORTABLE = 0.9;

const ids = (box, name) => (box.dataset[name] ?? '').split(' ').filter(Boolean);

function mark(viewer, box) {
  const canvas = viewer.get('canvas');
  const known = viewer.get('elementRegistry');
  for (const kind of ['done', 'travelled', 'current'])
    for (const id of ids(box, kind)) if (known.get(id)) canvas.addMarker(id, `is-${kind}`);
}

// The whole drawing where it can be read; else the part around the present step.
function fit(viewer, box) {
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const present = viewer.get('elementRegistry').get(ids(box, 'current').at(-1));
  if (canvas.zoom() >= READABLE || !present) return;
  const { width, height } = canvas.getSize();
  const seen = { width: width / COMFORTABLE, height: height / COMFORTABLE };
  canvas.viewbox({ x: present.x + present.width / 2 - seen.width / 2, y: present.y + present.height / 2 - seen.height / 2, ...seen });
}

async function draw(box) {
  await fontsReady();
  const viewer = new NavigatedViewer({ container: box, ...TEXTS });
  await viewer.importXML(await load(box.dataset.src));
  translate(viewer);
  mark(viewer, box);
  fit(viewer, box);
  listen(viewer, box);
  for (const button of document.querySelectorAll(`[data-zoom="${box.id}"]`))
    button.addEventListener('click', () => viewer.get('zoomScroll').stepZoom(Number(button.dataset.step)));
  box.dataset.ready = 'true';
}

whenSeen(document.querySelectorAll('[data-src]'), draw);
