// Carries out what the engine offers, each kind as one undoable command: the same kinds as engine/bpmn/fixes.py.
import { getMid } from 'diagram-js/lib/layout/LayoutUtil';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { isRightToLeft } from '../direction.js';
import { free } from '../room.js';

const COMMAND = 'lint.fix';
const GAP = 60;
const TIMES = ['timeDate', 'timeDuration', 'timeCycle'];
const isOurs = bag => bag.$type === 'spiffworkflow:Properties';
const isForeign = name => name.includes(':') && !/^(xmlns|xsi|bpmn)/.test(name);

class FixHandler {
  static $inject = ['modeling', 'elementRegistry', 'elementFactory', 'bpmnFactory', 'canvas', 'autoPlace', 'bpmnjs'];

  constructor(modeling, elementRegistry, elementFactory, bpmnFactory, canvas, autoPlace, bpmnjs) {
    Object.assign(this, { modeling, elementRegistry, elementFactory, bpmnFactory, canvas, autoPlace, bpmnjs });
  }

  preExecute({ fix }) {
    const kind = this[fix.kind.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())];
    if (!kind) throw new Error(`no such fix: ${fix.kind}`);
    kind.call(this, fix.values, fix.element);
  }

  attribute({ name, value }, id) {
    const values = { [name]: value === 'true' ? true : value === 'false' ? false : value ?? undefined };
    const shape = this.elementRegistry.get(id);
    if (shape && shape.businessObject.id === id) this.modeling.updateProperties(shape, values);
    else this.set(id, this.model(id), values);
  }

  defaultFlow({ flow }, id) {
    this.modeling.updateProperties(this.shape(id), { default: this.shape(flow).businessObject });
    this.condition({ text: null }, flow);
  }

  condition({ text }, id) {
    const flow = this.shape(id);
    const conditionExpression = text === null ? undefined : this.expression(text, flow.businessObject);
    this.modeling.updateProperties(flow, { conditionExpression });
  }

  property({ values }, id) {
    const model = this.model(id);
    let outer = model.extensionElements;
    if (!outer) {
      outer = this.made('bpmn:ExtensionElements', { values: [] }, model);
      this.set(id, model, { extensionElements: outer });
    }
    let bag = outer.get('values').find(isOurs);
    if (!bag) {
      bag = this.made('spiffworkflow:Properties', { properties: [] }, outer);
      this.set(id, outer, { values: [...outer.get('values'), bag] });
    }
    this.set(id, bag, { properties: this.changed(bag, values) });
  }

  // In the order in which they stand; the first of several bears the new value.
  changed(bag, values) {
    const left = { ...values };
    const kept = (bag.properties ?? []).flatMap(each => {
      const name = (each.name ?? '').trim();
      if (!(name in values)) return [each];
      const value = left[name];
      delete left[name];
      return value === null || value === undefined ? [] : [this.made('spiffworkflow:Property', { name, value }, bag)];
    });
    const added = Object.entries(left).filter(([, value]) => value !== null);
    return [...kept, ...added.map(([name, value]) => this.made('spiffworkflow:Property', { name, value }, bag))];
  }

  time({ tag, text }, id) {
    const definition = this.model(id).eventDefinitions.find(each => is(each, 'bpmn:TimerEventDefinition'));
    const values = Object.fromEntries(TIMES.map(each => [each, each === tag ? this.expression(text, definition) : undefined]));
    this.set(id, definition, values);
  }

  script({ text }, id) { this.set(id, this.model(id), { script: text }); }

  completion({ text }, id) {
    const loop = this.model(id).loopCharacteristics;
    this.set(id, loop, { completionCondition: this.expression(text, loop) });
  }

  appendEnd({ ends }) {
    for (const [after, id] of Object.entries(ends)) this.autoPlace.append(this.shape(after), this.drawn('bpmn:EndEvent', id));
  }

  addStart({ id }, before) {
    const first = this.shape(before);
    const start = this.drawn('bpmn:StartEvent', id);
    const side = isRightToLeft(this.elementRegistry) ? first.x + first.width + GAP : first.x - GAP;
    this.modeling.createShape(start, this.free({ x: side, y: getMid(first).y }, start), first.parent);
    this.modeling.connect(start, first);
  }

  gatewayAfter({ id, tag, default: chosen }, after) {
    const source = this.shape(after);
    const flows = source.outgoing.filter(flow => is(flow, 'bpmn:SequenceFlow'));
    if (source.businessObject.default) this.modeling.updateProperties(source, { default: undefined });
    const gateway = this.drawn(tag === 'parallelGateway' ? 'bpmn:ParallelGateway' : 'bpmn:ExclusiveGateway', id);
    const side = isRightToLeft(this.elementRegistry) ? source.x - GAP : source.x + source.width + GAP;
    this.modeling.createShape(gateway, this.free({ x: side, y: getMid(source).y }, gateway), source.parent);
    for (const flow of flows) this.modeling.reconnectStart(flow, gateway, getMid(gateway));
    this.modeling.connect(source, gateway);
    if (chosen) this.defaultFlow({ flow: chosen }, id);
  }

  leadFlow({ target }, id) { this.modeling.reconnectEnd(this.shape(id), this.shape(target), getMid(this.shape(target))); }

  message({ id, name }, element) {
    const model = this.model(element);
    const carrier = model.eventDefinitions?.find(each => is(each, 'bpmn:MessageEventDefinition')) ?? model;
    if (carrier.messageRef) return this.set(element, carrier.messageRef, { name });
    const definitions = this.bpmnjs.getDefinitions();
    const message = this.made('bpmn:Message', { id, name }, definitions);
    this.set(element, definitions, { rootElements: [...definitions.rootElements, message] });
    return this.set(element, carrier, { messageRef: message });
  }

  // Lanes hold what stands in them: the element moves upright into its lane.
  lane({ lane }, id) {
    const shape = this.shape(id);
    const into = this.shape(lane);
    const middle = getMid(shape).y;
    if (middle > into.y && middle < into.y + into.height) return this.modeling.updateLaneRefs([shape], [into]);
    const wanted = this.free({ x: getMid(shape).x, y: getMid(into).y }, shape);
    return this.modeling.moveElements([shape], { x: 0, y: wanted.y - middle }, into.parent);
  }

  renameId({ id }, old) { this.modeling.updateProperties(this.shape(old), { id }); }

  giveId({ tag, number, id }, scope) {
    const kind = `bpmn:${tag[0].toUpperCase()}${tag.slice(1)}`;
    const nameless = this.model(scope).flowElements.filter(each => each.$type === kind && !each.id);
    this.set(scope, nameless[number], { id });
  }

  dropExtensions(_, id) {
    const model = this.model(id);
    const parts = [model, ...(model.eventDefinitions ?? []), model.loopCharacteristics, model.conditionExpression].filter(Boolean);
    for (const part of parts) {
      const foreign = Object.keys(part.$attrs ?? {}).filter(isForeign);
      if (foreign.length) this.set(id, part, Object.fromEntries(foreign.map(name => [name, undefined])));
      const outer = part.extensionElements;
      if (!outer) continue;
      const kept = outer.get('values').filter(isOurs);
      this.set(id, part, { extensionElements: kept.length ? this.made('bpmn:ExtensionElements', { values: kept }, part) : undefined });
    }
  }

  shape(id) {
    const shape = this.elementRegistry.get(id);
    if (!shape) throw new Error(`not in the drawing: ${id}`);
    return shape;
  }

  // Also of what is not drawn itself: a process in its pool.
  model(id) {
    const drawn = this.elementRegistry.get(id);
    const inside = this.elementRegistry.find(element => element.businessObject?.processRef?.id === id)?.businessObject.processRef;
    const found = drawn?.businessObject ?? inside ?? this.bpmnjs.getDefinitions().rootElements.find(each => each.id === id);
    if (!found) throw new Error(`not in the drawing: ${id}`);
    return found;
  }

  set(id, model, values) {
    this.modeling.updateModdleProperties(this.elementRegistry.get(id) ?? this.canvas.getRootElement(), model, values);
  }

  made(type, values, parent) { return Object.assign(this.bpmnFactory.create(type, values), { $parent: parent }); }

  expression(body, parent) { return this.made('bpmn:FormalExpression', { body }, parent); }

  drawn(type, id) { return this.elementFactory.createShape({ type, businessObject: this.bpmnFactory.create(type, { id }) }); }

  free(middle, shape) { return free(this.elementRegistry, middle, shape); }
}

export const register = commandStack => commandStack.registerHandler(COMMAND, FixHandler);
export const mend = (commandStack, fix) => commandStack.execute(COMMAND, { fix });
