// The palette: tools, and the elements that a policy's diagram is drawn with.
import { SHORTCUTS_KEY_BINDINGS as KEYS } from 'bpmn-js/lib/features/keyboard/BpmnKeyboardBindings';

class Palette {
  constructor(palette, create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate) {
    Object.assign(this, { create, elementFactory, spaceTool, lassoTool, handTool, globalConnect, translate });
    palette.registerProvider(this);
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
      'create.subprocess-expanded': this.entry('activity', 'bpmn-icon-subprocess-expanded', 'Create expanded sub-process', event => this.startSubProcess(event)),
      'create.participant-expanded': this.entry('collaboration', 'bpmn-icon-participant', 'Create pool/participant', event => this.create.start(event, this.elementFactory.createParticipantShape())),
      'create.data-object': this.shape('artifact', 'bpmn-icon-data-object', 'Create data object reference', 'bpmn:DataObjectReference'),
      'create.group': this.shape('artifact', 'bpmn-icon-group', 'Create group', 'bpmn:Group'),
    };
  }

  entry(group, className, title, start) {
    return { group, className, title: this.translate(title), action: { dragstart: start, click: start } };
  }

  shape(group, icon, title, type, more = {}) {
    return this.entry(group, icon, title, event => this.create.start(event, this.elementFactory.createShape({ type, ...more })));
  }

  startSubProcess(event) {
    const inside = this.elementFactory.createShape({ type: 'bpmn:SubProcess', x: 0, y: 0, isExpanded: true });
    const start = this.elementFactory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: inside });
    this.create.start(event, [inside, start], { hints: { autoSelect: [inside] } });
  }
}
Palette.$inject = ['palette', 'create', 'elementFactory', 'spaceTool', 'lassoTool', 'handTool', 'globalConnect', 'translate'];

export default { __init__: ['paletteProvider'], paletteProvider: ['type', Palette] };
