// Leaves in the library's menus what the profile has, and puts a user task where an untyped task stood.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { mayBecome, mayDraw, mayMark } from './profile.js';

const LAST = 100;
const REFUSED = ['append.append-task', 'append.intermediate-event', 'append.compensation-activity', 'append.condition-intermediate-event', 'append.signal-intermediate-event'];

const kept = (entries, isKept) => Object.fromEntries(Object.entries(entries).filter(([name]) => isKept(name)));
const nameOf = entry => entry.replace(/^(create|append)-/, '').replace(/^replace-with-/, '');

class Menus {
  constructor(popupMenu) {
    this.filter(popupMenu, 'bpmn-create', () => name => mayDraw(name, {}));
    this.filter(popupMenu, 'bpmn-append', element => name => mayDraw(name, element));
    this.filter(popupMenu, 'bpmn-replace', element => name => mayBecome(name, element));
  }

  filter(popupMenu, menu, rule) {
    popupMenu.registerProvider(menu, LAST, {
      getPopupMenuEntries: element => entries => kept(entries, name => rule(element)(nameOf(name))),
      getPopupMenuHeaderEntries: element => entries => kept(entries, name => mayMark(name, element)),
    });
  }
}
Menus.$inject = ['popupMenu'];

class Pad {
  constructor(contextPad, popupMenu, autoPlace, create, elementFactory, appendPreview, translate) {
    Object.assign(this, { popupMenu, autoPlace, create, elementFactory, appendPreview, translate });
    contextPad.registerProvider(LAST, this);
  }

  getContextPadEntries(element) {
    return entries => {
      const left = kept(entries, name => !REFUSED.includes(name));
      if (left.replace) left.replace.action.click = (event, target) => this.openReplace(event, target);
      return entries['append.append-task'] && is(element, 'bpmn:FlowNode') ? { 'append.user-task': this.userTask(), ...left } : left;
    };
  }

  // The library's own action asks for its pad in a way that it has itself deprecated, and complains in the console.
  openReplace({ x, y }, element) {
    const { left, bottom } = document.querySelector('.djs-context-pad.open').getBoundingClientRect();
    const title = this.translate('Change element');
    this.popupMenu.open(element, 'bpmn-replace', { x: left, y: bottom + 5, cursor: { x, y } }, { title, width: 300, search: true });
  }

  userTask() {
    const task = () => this.elementFactory.createShape({ type: 'bpmn:UserTask' });
    return {
      group: 'model',
      className: 'bpmn-icon-user-task',
      title: this.translate('Append user task'),
      action: {
        click: (_, source) => this.autoPlace.append(source, task()),
        dragstart: (event, source) => this.create.start(event, task(), { source }),
        hover: (_, source) => { this.appendPreview.create(source, 'bpmn:UserTask'); return () => this.appendPreview.cleanUp(); },
      },
    };
  }
}
Pad.$inject = ['contextPad', 'popupMenu', 'autoPlace', 'create', 'elementFactory', 'appendPreview', 'translate'];

export default { __init__: ['profileMenus', 'profilePad'], profileMenus: ['type', Menus], profilePad: ['type', Pad] };
