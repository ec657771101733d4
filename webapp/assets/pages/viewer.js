// Draws a diagram to look at: the travelled path and the present step marked; the page's own list says the same in words.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './viewer.css';

const READABLE = 0.85;
const COMFORTABLE = 0.9;
const MOVES = { ArrowLeft: { dx: 80 }, ArrowRight: { dx: -80 }, ArrowUp: { dy: 80 }, ArrowDown: { dy: -80 } };
const STEPS = { '+': 1, '=': 1, '-': -1 };
const FONT = { fontFamily: '"IBM Plex Sans Arabic", Arial, sans-serif', fontSize: 12 };

async function load(address) {
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}

const ids = (box, name) => (box.dataset[name] ?? '').split(' ').filter(Boolean);

function mark(viewer, box) {
  const canvas = viewer.get('canvas');
  const known = viewer.get('elementRegistry');
  for (const kind of ['done', 'travelled', 'current'])
    for (const id of ids(box, kind)) if (known.get(id)) canvas.addMarker(id, `is-${kind}`);
}

// The English names live in each element's properties; the drawing shows the page's language.
function translate(viewer) {
  if (document.documentElement.lang !== 'en') return;
  const elements = viewer.get('elementRegistry');
  elements.forEach(element => {
    const name = englishName(element.businessObject);
    if (!name) return;
    element.businessObject.name = name;
    viewer.get('graphicsFactory').update(element.waypoints ? 'connection' : 'shape', element, elements.getGraphics(element));
  });
}

function englishName(model) {
  const bags = model?.extensionElements?.values ?? [];
  const properties = bags.flatMap(bag => bag.$children ?? bag.values ?? []);
  return properties.find(property => property.name === 'name_en')?.value;
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

// A key for each thing that a mouse can do. The wheel alone belongs to the page; with Ctrl it zooms.
function listen(viewer, box) {
  box.addEventListener('keydown', event => {
    const move = MOVES[event.key];
    const step = STEPS[event.key];
    if (event.ctrlKey || event.metaKey || (!move && !step)) return;
    event.preventDefault();
    if (move) viewer.get('canvas').scroll({ dx: 0, dy: 0, ...move });
    else viewer.get('zoomScroll').stepZoom(step);
  });
  box.addEventListener('wheel', event => event.ctrlKey || event.stopPropagation(), { capture: true });
}

async function draw(box) {
  await document.fonts.load('12px "IBM Plex Sans Arabic"', 'استقبال');
  const viewer = new NavigatedViewer({ container: box, textRenderer: { defaultStyle: FONT, externalStyle: FONT } });
  await viewer.importXML(await load(box.dataset.src));
  translate(viewer);
  mark(viewer, box);
  fit(viewer, box);
  listen(viewer, box);
  for (const button of document.querySelectorAll(`[data-zoom="${box.id}"]`))
    button.addEventListener('click', () => viewer.get('zoomScroll').stepZoom(Number(button.dataset.step)));
  box.dataset.ready = 'true';
}

async function drawWhenSeen(box) {
  try {
    await draw(box);
  } catch (error) {
    box.textContent = box.dataset.failed;
    console.error(error);
  }
}

const seen = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    drawWhenSeen(target);
  }
});
for (const box of document.querySelectorAll('[data-src]')) seen.observe(box);
