// Live findings: the engine's own lint at the elements and in a list, with what one click mends.
import { withoutEmptyShells } from '../properties.js';
import { Asking } from './asking.js';
import { Badges } from './badges.js';
import { mend, register } from './fixes.js';
import { List } from './list.js';
import { say } from './texts.js';
import './lint.css';

const box = document.getElementById('modeler');
const place = document.getElementById('modeler-findings');

class Lint {
  static $inject = ['bpmnjs', 'eventBus', 'commandStack', 'canvas', 'elementRegistry', 'overlays', 'selection', 'contextPad'];

  constructor(bpmnjs, eventBus, commandStack, canvas, elementRegistry, overlays, selection, contextPad) {
    if (!box || !place) return;
    Object.assign(this, { bpmnjs, commandStack, canvas, elementRegistry, selection });
    register(commandStack);
    const { version, path, csrf } = box.dataset;
    this.badges = new Badges(overlays, elementRegistry, { mend: finding => this.mend(finding), opened: () => contextPad.close() });
    this.list = new List(place, { path, version, show: finding => this.show(finding), mend: finding => this.mend(finding), widen: isWhole => this.widen(isWhole), name: id => elementRegistry.get(id)?.businessObject.name });
    const read = async () => withoutEmptyShells((await bpmnjs.saveXML()).xml);
    this.asking = new Asking({ address: `/studio/${version}/lint`, csrf, path, read, answered: found => this.answered(found), failed: problem => this.failed(problem) });
    eventBus.on('import.done', ({ error }) => error || this.asking.changed(0));
    eventBus.on('commandStack.changed', () => this.asking.changed());
  }

  answered(found) {
    this.list.fill(found);
    this.badges.show(found.filter(each => each.file === box.dataset.path));
    place.dataset.number = this.asking.number;
    place.dataset.at = Math.round(performance.now());
  }

  failed(problem) {
    const isAway = !problem.told && (problem instanceof TypeError || /^\d+$/.test(problem.message));
    this.list.tell(isAway ? say('The check could not be reached. What you see may be old; it tries again by itself.') : say('The drawing cannot be checked as it is now: {problem}', { problem: problem.told ?? problem.message }));
  }

  widen(isWhole) {
    this.asking.wholeDraft = isWhole;
    this.asking.changed(0);
  }

  // What is no element of the drawing (a process) is shown by its pool, or by the drawing as a whole.
  show({ element: id }) {
    const pool = this.elementRegistry.find(each => each.businessObject?.processRef?.id === id);
    const element = this.elementRegistry.get(id) ?? pool;
    if (!element || element === this.canvas.getRootElement()) return this.selection.select([]);
    this.canvas.setRootElement(this.canvas.findRoot(element));
    this.selection.select(element);
    this.canvas.scrollToElement(element, { top: 160, bottom: 160, left: 200, right: 200 });
    return this.centre(element);
  }

  centre(element) {
    const box = this.canvas.viewbox();
    const points = element.waypoints ?? [{ x: element.x, y: element.y }, { x: element.x + element.width, y: element.y + element.height }];
    const middle = name => (Math.min(...points.map(each => each[name])) + Math.max(...points.map(each => each[name]))) / 2;
    this.canvas.viewbox({ ...box, x: middle('x') - box.width / 2, y: middle('y') - box.height / 2 });
  }

  mend({ fix }) {
    try {
      mend(this.commandStack, fix);
      this.list.tell(say('Mended. You can undo it.'));
      this.canvas.focus();
    } catch (problem) {
      console.error(problem);
      this.list.tell(say('It could not be mended here. Mend it in the drawing.'));
    }
  }
}

export default { __init__: ['lint'], lint: ['type', Lint] };
