// The diagram editor of a draft: draws, saves by itself, and says so.
import Modeler from 'bpmn-js/lib/Modeler';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import arrange from '../modeler/arrange.js';
import clipboard from '../modeler/clipboard.js';
import { chooseVersion, offerLeft } from '../modeler/conflict.js';
import defaults from '../modeler/defaults.js';
import direction from '../modeler/direction.js';
import ids from '../modeler/ids.js';
import { Keeping } from '../modeler/keeping.js';
import lint from '../modeler/lint/index.js';
import menus from '../modeler/menus.js';
import { outline } from '../modeler/outline.js';
import palette from '../modeler/palette.js';
import panel from '../modeler/panel/index.js';
import { withoutEmptyShells } from '../modeler/properties.js';
import { Saving } from '../modeler/saving.js';
import { box, fail, fileName, laidOut, listen, load, lookingActs, notify, open, options, select, stage, withMinimap } from '../modeler/stage.js';
import { side } from '../modeler/side.js';
import { toolbar } from '../modeler/toolbar.js';
import { said } from '../modeler/translate.js';

const OURS = [palette, menus, ids, defaults, direction, arrange, clipboard];
const additionalModules = [...withMinimap, CreateAppendAnythingModule, ...OURS, ...[panel].flat(), ...[lint].flat()];
const drawing = new Modeler({ ...options, container: stage, propertiesPanel: { parent: '#modeler-panel' }, additionalModules });
window.modeler = drawing;

const read = async () => withoutEmptyShells((await drawing.saveXML({ format: true })).xml);
const state = document.getElementById('modeler-state');
const keeping = new Keeping(box.dataset.version, box.dataset.path);

function show(kind, text, mayLogIn = false) {
  state.dataset.kind = kind;
  state.textContent = text;
  if (mayLogIn) state.append(' ', Object.assign(document.createElement('a'), { href: box.dataset.logIn, target: '_blank', textContent: said('Log in') }));
}

async function overtaken(saving, other) {
  const choice = await chooseVersion({ other, since: box.dataset.since + saving.seen, mine: read, fileName });
  if (choice === 'mine') return saving.insist(other.seen);
  keeping.drop();
  saving.done = saving.changes;
  return location.reload();
}

// A file without a drawing gets one; it is a change like any other and is saved.
async function draw(xml) {
  const isDrawn = /BPMNShape/.test(xml);
  await drawing.importXML(isDrawn ? xml : await laidOut(xml));
  box.dataset.taken.split(' ').filter(Boolean).forEach(id => drawing.get('moddle').ids.assigned(id) || drawing.get('moddle').ids.claim(id, {}));
  return isDrawn;
}

async function lookForLeft(saving, seen, xml) {
  for (const left of keeping.left()) {
    const choice = left.xml === xml ? 'discard' : await offerLeft({ left, seen, fileName });
    keeping.forget(left);
    if (choice !== 'continue') continue;
    await draw(left.xml);
    saving.seen = left.seen;
    saving.changed();
    return;
  }
}

async function layOut() {
  try {
    await drawing.get('arrange').like(await laidOut(await read()));
    notify('');
  } catch (error) { notify(error.message); }
}

// A link of our own page waits for the last save; a closed window has the copy on this device.
function saveBeforeLeaving(saving) {
  document.addEventListener('click', async event => {
    const link = event.target.closest('a[href]');
    if (!link || !saving.isDirty || saving.isStopped || link.target || link.download || event.ctrlKey || event.metaKey || link.origin !== location.origin) return;
    event.preventDefault();
    await saving.now();
    location.assign(link.href);
  });
}

async function start() {
  const { xml, seen } = await load();
  const saving = new Saving({ address: box.dataset.save, seen, csrf: box.dataset.csrf, read, keeping, show, overtaken: other => overtaken(saving, other) });
  const isDrawn = await draw(xml);
  const acts = {
    ...lookingActs(drawing, read),
    undo: () => drawing.get('commandStack').undo(),
    redo: () => drawing.get('commandStack').redo(),
    mirror: () => { drawing.get('arrange').mirror(); },
    layout: layOut,
    side: side(drawing),
  };
  drawing.on('commandStack.changed', ({ trigger }) => trigger !== 'clear' && saving.changed());
  // A menu that closes leaves the keyboard with the drawing.
  drawing.on('popupMenu.closed', () => setTimeout(() => document.activeElement === document.body && drawing.get('canvas').focus()));
  toolbar(box.querySelector('.modeler-bar'), acts, drawing, true);
  outline(drawing, document.getElementById('modeler-elements'), shape => select(drawing, shape));
  listen(drawing, acts);
  open(drawing);
  saveBeforeLeaving(saving);
  saving.settle(0);
  if (!isDrawn) saving.changed();
  box.dataset.ready = 'true';
  await lookForLeft(saving, seen, xml);
}

start().catch(fail);
