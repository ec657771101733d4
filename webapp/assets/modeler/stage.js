// What drawing and reading a diagram have in common: the page's box, the file, the view of it, and the tools that change nothing.
import './style_attr.js';
import minimap from 'diagram-js-minimap';
import { getMid } from 'diagram-js/lib/layout/LayoutUtil';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import translate, { said } from './translate.js';
import { download } from './dialogs.js';
import { showKeys } from './help.js';
import spiffworkflow from './spiff-moddle.json';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import '../pages/modeler.css';

const FONT = { fontFamily: '"IBM Plex Sans Arabic", Arial, sans-serif', fontSize: 12, fontWeight: 'normal' };
const LETTERS = 'استقبال Abc';
const READABLE = 0.6;
const COMFORTABLE = 0.75;
const EDGE = 30;
const HASH = /[0-9a-f]{64}/;

export const box = document.getElementById('modeler');
export const stage = document.getElementById('modeler-canvas');
export const fileName = `${box.dataset.name}.bpmn`;
export const options = { textRenderer: { defaultStyle: FONT, externalStyle: FONT }, moddleExtensions: { spiffworkflow }, additionalModules: [translate] };
export const withMinimap = [translate, minimap];

// Lines are broken by measuring letters: with the wrong font they would be broken at the wrong place.
export async function load() {
  const fonts = [400, 600].map(weight => document.fonts.load(`${weight} 12px "IBM Plex Sans Arabic"`, LETTERS));
  const [answer] = await Promise.all([fetch(box.dataset.file, { credentials: 'same-origin' }), ...fonts]);
  if (!answer.ok) throw new Error(`${box.dataset.file}: ${answer.status}`);
  return { xml: await answer.text(), seen: HASH.exec(answer.headers.get('ETag') ?? '')?.[0] ?? '' };
}

export async function laidOut(xml) {
  const headers = { 'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRFToken': box.dataset.csrf };
  const answer = await fetch(box.dataset.layout, { method: 'POST', headers, body: JSON.stringify({ xml }), credentials: 'same-origin' });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok || !body.xml) throw new Error(body.problem ?? said('The drawing could not be laid out.'));
  return body.xml;
}

// Beside the palette, never beneath it.
export function fit(drawing) {
  const canvas = drawing.get('canvas');
  const { inner, outer } = canvas.viewbox();
  const beside = canvas.getContainer().querySelector('.djs-palette')?.offsetWidth ?? 0;
  const palette = beside < outer.width / 2 ? beside : 0; // on a narrow page it is a row
  const room = { width: outer.width - palette - 2 * EDGE, height: outer.height - 2 * EDGE };
  const scale = Math.min(1, room.width / Math.max(1, inner.width), room.height / Math.max(1, inner.height));
  const spare = { x: (room.width / scale - inner.width) / 2, y: (room.height / scale - inner.height) / 2 };
  canvas.viewbox({ x: inner.x - (palette + EDGE) / scale - spare.x, y: inner.y - EDGE / scale - spare.y, width: outer.width / scale, height: outer.height / scale });
  return scale;
}

// All of a small drawing; of a large one, where it begins.
function begin(drawing) {
  if (fit(drawing) >= READABLE) return;
  const [start] = drawing.get('elementRegistry').filter(element => is(element, 'bpmn:StartEvent') && !element.labelTarget);
  if (start) showAround(drawing, start);
}

export function open(drawing) {
  begin(drawing);
  const wanted = new URLSearchParams(location.search).get('element');
  if (wanted) show(drawing, drawing.get('elementRegistry').get(wanted));
}

function showAround(drawing, shape) {
  const canvas = drawing.get('canvas');
  const { width, height } = canvas.getSize();
  const seen = { width: width / COMFORTABLE, height: height / COMFORTABLE };
  const middle = getMid(shape);
  const { inner } = canvas.viewbox();
  const side = middle.x > inner.x + inner.width / 2 ? 0.85 : 0.15;
  canvas.viewbox({ x: middle.x - seen.width * side, y: middle.y - seen.height / 2, ...seen });
}

function show(drawing, element) {
  if (!element) return;
  drawing.get('selection').select(element);
  drawing.get('canvas').scrollToElement(element, { top: 120, bottom: 120, left: 160, right: 160 });
}

export function select(drawing, element) {
  show(drawing, element);
  drawing.get('canvas').focus();
}

export function notify(text) {
  const notice = document.getElementById('modeler-notice');
  notice.textContent = text;
  notice.hidden = !text;
}

// The tools that change nothing; `read` gives the text as it would be saved.
export function lookingActs(drawing, read) {
  const zoom = step => drawing.get('zoomScroll').stepZoom(step);
  return {
    zoomIn: () => zoom(1),
    zoomOut: () => zoom(-1),
    fit: () => fit(drawing),
    search: () => setTimeout(() => drawing.get('searchPad').toggle()), // the click that asked for it would close it
    minimap: () => drawing.get('minimap').toggle(),
    simulate: () => toggleSimulation(read),
    exportBpmn: async () => download(await read(), fileName, 'application/xml'),
    exportSvg: async () => download((await drawing.saveSVG()).svg, `${box.dataset.name}.svg`, 'image/svg+xml'),
    help: () => showKeys(box.dataset.draft === 'true'),
  };
}

let running = null;

async function toggleSimulation(read) {
  const place = document.getElementById('modeler-simulation');
  document.querySelector('[data-act=simulate]').setAttribute('aria-pressed', String(place.hidden));
  place.hidden = !place.hidden;
  box.classList.toggle('is-simulating', !place.hidden);
  running?.destroy();
  running = null;
  if (place.hidden) return;
  const { simulate } = await import('./simulation.js');
  running = await simulate(place.querySelector('.modeler-stage'), await read(), options);
  begin(running);
}

// The drawing can be reached by Tab, has a name, and answers two keys of our own.
export function listen(drawing, acts) {
  const picture = stage.querySelector('svg[tabindex], .djs-container > svg');
  picture.setAttribute('role', 'application');
  picture.setAttribute('aria-label', `${stage.getAttribute('aria-label')}. ${said('Press ? for the keys.')}`);
  stage.addEventListener('keydown', event => {
    if (event.target !== picture || event.ctrlKey || event.metaKey) return;
    if (event.key === '?') acts.help();
    else if (event.key === 'Home') acts.fit();
  });
}

export function fail(error) {
  console.error(error);
  notify(`${box.dataset.failed} `);
  const link = document.createElement('a');
  Object.assign(link, { href: box.dataset.file, textContent: fileName });
  document.getElementById('modeler-notice').append(link);
  box.dataset.ready = 'failed';
}
