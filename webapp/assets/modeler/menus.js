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
  constructor(contextPad, autoPlace, create, elementFactory, appendPreview, translate) {
    Object.assign(this, { autoPlace, create, elementFactory, appendPreview, translate });
    contextPad.registerProvider(LAST, this);
  }

  getContextPadEntries(element) {
    return entries => {
      const left = kept(entries, name => !REFUSED.includes(name));
      return entries['append.append-task'] && is(element, 'bpmn:FlowNode') ? { 'append.user-task': this.userTask(), ...left } : left;
    };
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
Pad.$inject = ['contextPad', 'autoPlace', 'create', 'elementFactory', 'appendPreview', 'translate'];

export default { __init__: ['profileMenus', 'profilePad'], profileMenus: ['type', Menus], profilePad: ['type', Pad] };
