// The palette: tools, and the elements that a policy's diagram is drawn with; the keyboard and a finger reach both.
import { SHORTCUTS_KEY_BINDINGS as KEYS } from 'bpmn-js/lib/features/keyboard/BpmnKeyboardBindings';
import placing from './placing.js';
import { ISLAND, roving } from './roving.js';

// A mouse shows the place next; the keyboard and a finger do not.
const isPointing = event => event.type !== 'click' || (event.detail > 0 && event.pointerType !== 'touch');

class Palette {
  constructor(palette, create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate, placing, eventBus) {
    Object.assign(this, { create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate, placing });
    palette.registerProvider(this);
    eventBus.on('palette.create', ({ container }) => this.listen(container));
    eventBus.on('palette.changed', () => this.begin?.());
  }

  listen(container) {
    const entries = container.querySelector('.djs-palette-entries');
    entries.setAttribute('role', 'toolbar');
    entries.setAttribute('aria-label', this.translate('Elements to draw'));
    this.begin = roving(entries, () => [...entries.querySelectorAll('.entry')], ISLAND);
    entries.addEventListener('keydown', event => {
      if (!['Enter', ' '].includes(event.key) || !event.target.classList.contains('entry')) return;
      event.preventDefault();
      event.target.click();
    });
  }

  getPaletteEntries() {
    return { ...this.tools(), 'tool-separator': { group: 'tools', separator: true }, ...this.elements() };
  }

  tools() {
    const tool = (icon, title, { key }, click) => ({ group: 'tools', className: icon, title: this.translate(title), shortcut: key, action: { click } });
    return {
      'hand-tool': tool('bpmn-icon-hand-tool', 'Activate hand tool', KEYS.handTool, event => this.handTool.activateHand(event)),
      'lasso-tool': tool('bpmn-icon-lasso-tool', 'Activate lasso tool', KEYS.lassoTool, event => this.lassoTool.activateSelection(event)),
      'space-tool': tool('bpmn-icon-space-tool', 'Activate create/remove space tool', KEYS.spaceTool, event => this.spaceTool.activateSelection(event)),
      'global-connect-tool': tool('bpmn-icon-connection-multi', 'Activate global connect tool', KEYS.globalConnectTool, event => this.globalConnect.start(event)),
    };
  }

  elements() {
    const timer = { eventDefinitionType: 'bpmn:TimerEventDefinition' };
    return {
      'create.start-event': this.shape('event', 'bpmn-icon-start-event-none', 'Create start event', 'bpmn:StartEvent'),
      'create.timer-event': this.shape('event', 'bpmn-icon-intermediate-event-catch-timer', 'Create timer event', 'bpmn:IntermediateCatchEvent', timer),
      'create.end-event': this.shape('event', 'bpmn-icon-end-event-none', 'Create end event', 'bpmn:EndEvent'),
      'create.user-task': this.shape('activity', 'bpmn-icon-user-task', 'Create user task', 'bpmn:UserTask'),
      'create.exclusive-gateway': this.shape('gateway', 'bpmn-icon-gateway-xor', 'Create gateway', 'bpmn:ExclusiveGateway'),
      'create.call-activity': this.shape('activity', 'bpmn-icon-call-activity', 'Create call activity', 'bpmn:CallActivity'),
      'create.subprocess-expanded': this.entry('activity', 'bpmn-icon-subprocess-expanded', 'Create expanded sub-process', () => this.subProcess()),
      'create.participant-expanded': this.entry('collaboration', 'bpmn-icon-participant', 'Create pool/participant', () => [this.elementFactory.createParticipantShape()]),
      'create.data-object': this.shape('artifact', 'bpmn-icon-data-object', 'Create data object reference', 'bpmn:DataObjectReference'),
      'create.group': this.shape('artifact', 'bpmn-icon-group', 'Create group', 'bpmn:Group'),
    };
  }

  entry(group, className, title, make) {
    const start = event => {
      const elements = make();
      if (isPointing(event)) this.create.start(event, elements, { hints: { autoSelect: [elements[0]] } });
      else this.placing.place(elements);
    };
    return { group, className, title: this.translate(title), action: { dragstart: start, click: start } };
  }

  shape(group, icon, title, type, more = {}) {
    return this.entry(group, icon, title, () => [this.elementFactory.createShape({ type, ...more })]);
  }

  subProcess() {
    const inside = this.elementFactory.createShape({ type: 'bpmn:SubProcess', x: 0, y: 0, isExpanded: true });
    return [inside, this.elementFactory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: inside })];
  }
}
Palette.$inject = ['palette', 'create', 'elementFactory', 'spaceTool', 'lassoTool', 'handTool', 'globalConnect', 'translate', 'placing', 'eventBus'];

export default { __depends__: [placing], __init__: ['paletteProvider'], paletteProvider: ['type', Palette] };
