// Puts a new element in the middle of what is shown, for whoever draws with the keyboard or a finger.
import { getMid } from 'diagram-js/lib/layout/LayoutUtil';
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { isExpanded } from 'bpmn-js/lib/util/DiUtil';
import { free } from './room.js';

class Placing {
  static $inject = ['canvas', 'elementRegistry', 'modeling', 'selection'];

  constructor(canvas, elementRegistry, modeling, selection) {
    Object.assign(this, { canvas, elementRegistry, modeling, selection });
  }

  place(elements) {
    const [first] = elements;
    const parent = this.holder(first);
    const middle = this.shown();
    const wanted = parent.width && !within(parent, middle) ? getMid(parent) : middle;
    const made = this.modeling.createElements(elements, free(this.elementRegistry, wanted, first), parent);
    this.selection.select(made[0]);
    this.canvas.scrollToElement(made[0], 80);
    this.canvas.focus();
  }

  shown() {
    const { x, y, width, height } = this.canvas.viewbox();
    return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
  }

  // The smallest pool or open sub-process beneath the middle; else the first pool; else the drawing itself.
  holder(shape) {
    const root = this.canvas.getRootElement();
    if (is(shape, 'bpmn:Participant')) return root;
    const holders = this.elementRegistry.filter(each => isAny(each, ['bpmn:Participant', 'bpmn:SubProcess']) && isExpanded(each) && each.width && this.canvas.findRoot(each) === root);
    const around = holders.filter(each => within(each, this.shown())).sort((one, other) => one.width * one.height - other.width * other.height);
    return around[0] ?? holders.find(each => is(each, 'bpmn:Participant')) ?? root;
  }
}

const within = (box, { x, y }) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;

export default { placing: ['type', Placing] };
