// Two states of a diagram side by side: both move together, what differs is marked in colour and by a sign, and each
// sentence of the page's list leads to its place in both.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './viewer.css';
import './compare.css';
import { TEXTS, fontsReady, listen, load, translate, whenSeen } from '../diagram/reading.js';

const SIGNS = { added: '+', removed: '−', changed: '≠', moved: '↔' };
const RANK = ['moved', 'changed', 'removed', 'added'];
const AT = { top: -10, left: -10 };
const READABLE = 0.9;
const SMALLEST = 0.45;

// The strongest thing that a list says of an element: changed outranks moved.
function marks(section, key) {
  const found = new Map();
  for (const { dataset } of section.querySelectorAll('[data-kind][data-element]')) {
    const id = dataset[key];
    if (id && RANK.indexOf(dataset.kind) >= RANK.indexOf(found.get(id))) found.set(id, dataset.kind);
  }
  return found;
}

function sign(kind, words) {
  const badge = document.createElement('span');
  badge.className = `diff-sign diff-sign-${kind}`;
  badge.textContent = SIGNS[kind];
  badge.title = words[kind];
  return badge;
}

function mark(viewer, found, words) {
  const known = viewer.get('elementRegistry');
  for (const [id, kind] of found) {
    const element = known.get(id);
    if (!element) continue;
    viewer.get('canvas').addMarker(id, `diff-${kind}`);
    if (!element.waypoints) viewer.get('overlays').add(id, { position: AT, html: sign(kind, words) });
  }
}

async function open(box, found, words) {
  const viewer = new NavigatedViewer({ container: box, ...TEXTS });
  await viewer.importXML(await load(box.dataset.drawing));
  translate(viewer);
  mark(viewer, found, words);
  viewer.get('canvas').zoom('fit-viewport', 'auto');
  listen(viewer, box);
  return viewer;
}

// Moving one moves the other; the flag stops the answer from coming back.
function together(viewers) {
  let isAnswering = false;
  for (const viewer of viewers)
    viewer.on('canvas.viewbox.changed', ({ viewbox }) => {
      if (isAnswering) return;
      isAnswering = true;
      for (const other of viewers) if (other !== viewer) other.get('canvas').viewbox({ x: viewbox.x, y: viewbox.y, width: viewbox.width, height: viewbox.height });
      isAnswering = false;
    });
}

function centre(viewer, id, least = READABLE) {
  const element = viewer.get('elementRegistry').get(id);
  const canvas = viewer.get('canvas');
  const box = element.waypoints ? { ...middle(element.waypoints), width: 0, height: 0 } : element;
  const zoom = Math.max(canvas.zoom(), least);
  const { width, height } = canvas.getSize();
  const seen = { width: width / zoom, height: height / zoom };
  canvas.viewbox({ x: box.x + box.width / 2 - seen.width / 2, y: box.y + box.height / 2 - seen.height / 2, ...seen });
}

const middle = points => points[Math.floor(points.length / 2)];

const knows = (viewer, id) => Boolean(viewer && id && viewer.get('elementRegistry').get(id));

// `viewers` are before and after; one of them is missing where the diagram came or went as a whole.
function point(viewers, ids) {
  viewers.forEach((viewer, side) => {
    viewer?.get('elementRegistry').forEach(element => viewer.get('canvas').removeMarker(element, 'diff-pointed'));
    if (knows(viewer, ids[side])) viewer.get('canvas').addMarker(ids[side], 'diff-pointed');
  });
  const side = knows(viewers[1], ids[1]) ? 1 : 0;
  if (viewers[side]) centre(viewers[side], ids[side]);
}

function lead(section, viewers) {
  for (const line of section.querySelectorAll('[data-kind][data-element]')) {
    const ids = [line.dataset.old, line.dataset.element];
    if (!viewers.some((viewer, side) => knows(viewer, ids[side]))) continue;
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'btn btn-outline-primary btn-sm no-print', textContent: section.dataset.show });
    button.setAttribute('aria-describedby', line.id);
    button.addEventListener('click', () => {
      point(viewers, ids);
      section.querySelector('.compare-pair').scrollIntoView({ block: 'nearest' });
    });
    line.append(' ', button);
  }
}

// The whole drawing where it can be read; else the part around the first thing that differs.
function begin(viewer, ids) {
  viewer.get('canvas').zoom('fit-viewport', 'auto');
  const first = ids.find(id => knows(viewer, id));
  if (viewer.get('canvas').zoom() < SMALLEST && first) centre(viewer, first, SMALLEST);
}

async function compare(pair) {
  const section = pair.closest('[data-compare]');
  const words = JSON.parse(section.dataset.words);
  await fontsReady();
  const boxes = [...pair.querySelectorAll('[data-drawing]')];
  const opened = await Promise.all(boxes.map(box => open(box, marks(section, box.dataset.key), words)));
  const viewers = ['old', 'element'].map(key => opened[boxes.findIndex(box => box.dataset.key === key)]);
  if (opened.length > 1) together(opened);
  begin(opened.at(-1), [...marks(section, boxes.at(-1).dataset.key).keys()]);
  lead(section, viewers);
  pair.dataset.ready = 'true';
}

const pairs = document.querySelectorAll('.compare-pair');
for (const pair of pairs) pair.classList.add('is-live');
whenSeen(pairs, compare);
