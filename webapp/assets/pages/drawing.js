// A diagram of a version that can no longer change: to look at, read in words, search, simulate and take along.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import search from 'bpmn-js/lib/features/search';
import { speakEnglish } from '../modeler/names.js';
import { outline } from '../modeler/outline.js';
import panel from '../modeler/panel/reading.js';
import { side } from '../modeler/side.js';
import { box, fail, listen, load, lookingActs, open, options, select, stage, withMinimap } from '../modeler/stage.js';
import { toolbar } from '../modeler/toolbar.js';

async function start() {
  const { xml } = await load();
  const drawing = new NavigatedViewer({ ...options, container: stage, propertiesPanel: { parent: '#modeler-panel' }, additionalModules: [...withMinimap, search, panel] });
  await drawing.importXML(xml);
  if (document.documentElement.lang === 'en') speakEnglish(drawing);
  const acts = { ...lookingActs(drawing, async () => xml), side: side(drawing) };
  toolbar(box.querySelector('.modeler-bar'), acts, drawing, false);
  outline(drawing, document.getElementById('modeler-elements'), shape => select(drawing, shape));
  listen(drawing, acts);
  open(drawing);
  box.dataset.ready = 'true';
}

start().catch(fail);
