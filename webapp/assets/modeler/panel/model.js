// Reads and writes what a diagram's element says: kinds, our properties, times, messages, errors, repetitions.
import { locale } from './texts.js';

const BAG = 'spiffworkflow:Properties';
const EVENTS = { 'bpmn:TimerEventDefinition': 'timer', 'bpmn:MessageEventDefinition': 'message', 'bpmn:ErrorEventDefinition': 'error', 'bpmn:TerminateEventDefinition': 'terminate' };
export const REPEATABLE = new Set(['userTask', 'callActivity', 'subProcess']);
const WITH_EVENTS = new Set(['startEvent', 'endEvent', 'intermediateCatchEvent', 'intermediateThrowEvent', 'boundaryEvent']);

export const modelOf = element => element.businessObject;
export const tagOf = model => model.$type.slice(5).replace(/^./, letter => letter.toLowerCase());
export const definitionOf = model => (model.eventDefinitions ?? [])[0];
export const eventOf = model => EVENTS[definitionOf(model)?.$type] ?? '';

// The kind by which groups and words are chosen: the tag, and for an event what it waits for.
export function kindOf(model) {
  const tag = tagOf(model);
  return WITH_EVENTS.has(tag) && eventOf(model) ? `${tag}.${eventOf(model)}` : tag;
}

const bagOf = model => model.extensionElements?.values?.find(each => each.$type === BAG);
const entries = model => bagOf(model)?.properties ?? [];

export const property = (model, name) => entries(model).find(each => each.name === name)?.value?.trim() ?? '';

// As the page's reader calls it.
export const nameOf = model => (locale() === 'en' && property(model, 'name_en')) || model.name || '';

// A property without a value is never written: the engine's parser refuses it.
function changedEntries(model, wanted, create) {
  const kept = entries(model).filter(each => !(each.name in wanted) || wanted[each.name]);
  const written = kept.map(each => (each.name in wanted && each.value !== wanted[each.name]
    ? create('spiffworkflow:Property', { name: each.name, value: wanted[each.name] }) : each));
  const known = new Set(kept.map(each => each.name));
  const added = Object.entries(wanted).filter(([name, value]) => value && !known.has(name));
  return [...written, ...added.map(([name, value]) => create('spiffworkflow:Property', { name, value }))];
}

// What has to be set on which part of the model so that the properties are as wanted; one step of undo for all of it.
export function propertyParts(model, wanted, create) {
  const properties = changedEntries(model, wanted, create);
  const bag = bagOf(model);
  if (bag && properties.length) return [{ model: bag, values: { properties: adopted(properties, bag) } }];
  const others = (model.extensionElements?.values ?? []).filter(each => each !== bag);
  const bags = properties.length ? [filled(create(BAG), 'properties', properties)] : [];
  const holder = filled(create('bpmn:ExtensionElements'), 'values', [...others, ...bags]);
  holder.$parent = model;
  return [{ model, values: { extensionElements: holder.values.length ? holder : undefined } }];
}

function adopted(parts, parent) {
  for (const each of parts) each.$parent = parent;
  return parts;
}

const filled = (holder, name, parts) => {
  holder[name] = adopted(parts, holder);
  return holder;
};

export const clausesOf = model => property(model, 'clause').split(/[\s,]+/).filter(Boolean);

// --- expressions

export const bodyOf = expression => (expression?.body ?? '').trim();

export function expression(body, parent, create) {
  if (!body) return undefined;
  const made = create('bpmn:FormalExpression', { body });
  made.$parent = parent;
  return made;
}

// --- times

const TIME_TAGS = ['timeDate', 'timeDuration', 'timeCycle'];
export const timeOf = model => TIME_TAGS.map(tag => bodyOf(definitionOf(model)?.[tag])).find(Boolean) ?? '';

export function timeParts(model, tag, body, create) {
  const definition = definitionOf(model);
  const values = Object.fromEntries(TIME_TAGS.map(each => [each, each === tag ? expression(body, definition, create) : undefined]));
  return [{ model: definition, values }];
}

// --- messages and errors stand beside the processes, under the file's root

export const rootOf = model => (model.$parent ? rootOf(model.$parent) : model);
const roots = (model, type) => (rootOf(model).rootElements ?? []).filter(each => each.$type === type);
export const messagesOf = model => roots(model, 'bpmn:Message');
export const errorsOf = model => roots(model, 'bpmn:Error');

const holderOf = model => (model.$type === 'bpmn:ReceiveTask' ? model : definitionOf(model));
export const messageOf = model => holderOf(model)?.messageRef?.name ?? '';
export const errorOf = model => codeOf(definitionOf(model)?.errorRef);
export const codeOf = error => error?.errorCode || error?.name || '';

const freeName = (word, taken) => {
  for (let number = 1; ; number += 1) if (!taken.has(`${word}_${number}`)) return `${word}_${number}`;
};

export function messageParts(model, name, known, create) {
  const found = messagesOf(model).find(each => each.name === name);
  return pointed(model, 'messageRef', name && (found ?? (() => create('bpmn:Message', { name: name === NEW ? freeName('message', known) : name }))));
}

export function errorParts(model, code, name, known, create) {
  const found = errorsOf(model).find(each => codeOf(each) === code);
  const made = () => {
    const errorCode = code === NEW ? freeName('error', known) : code;
    return create('bpmn:Error', { errorCode, name: name || errorCode });
  };
  return pointed(model, 'errorRef', code && (found ?? made));
}

export const NEW = '*new*';

function pointed(model, property, target) {
  if (typeof target !== 'function') return [{ model: holderOf(model), values: { [property]: target || undefined } }];
  const root = rootOf(model), made = target();
  made.$parent = root;
  return [{ model: root, values: { rootElements: [...root.rootElements, made] } }, { model: holderOf(model), values: { [property]: made } }];
}

// --- repetition over a list

export const loopOf = model => (model.loopCharacteristics?.$type === 'bpmn:MultiInstanceLoopCharacteristics' ? model.loopCharacteristics : null);

export const loopNames = loop => ({
  list: loop.loopDataInputRef?.id ?? '', item: loop.inputDataItem?.id ?? '',
  results: loop.loopDataOutputRef?.id ?? '', result: loop.outputDataItem?.id ?? '',
});

// A list is named by its id and stands nowhere in the file: bpmn-js would forget a reference to nothing.
const named = (type, id, parent, create) => {
  if (!id) return undefined;
  const made = create(type, type === 'bpmn:Property' ? { id } : { id, name: id });
  made.$parent = parent;
  return made;
};

export function loopValues(loop, wanted, create) {
  const names = { ...loopNames(loop), ...wanted };
  return {
    loopDataInputRef: named('bpmn:Property', names.list, loop, create), inputDataItem: named('bpmn:DataInput', names.item, loop, create),
    loopDataOutputRef: named('bpmn:Property', names.results, loop, create), outputDataItem: named('bpmn:DataOutput', names.result, loop, create),
  };
}

export function loopParts(model, names, create) {
  if (!names) return [{ model, values: { loopCharacteristics: undefined } }];
  const old = loopOf(model);
  if (old) return [{ model: old, values: loopValues(old, names, create) }];
  const made = create('bpmn:MultiInstanceLoopCharacteristics', { isSequential: false });
  made.$parent = model;
  Object.assign(made, loopValues(made, names, create));
  return [{ model, values: { loopCharacteristics: made } }];
}

const LIST_REFERENCES = new Set(['bpmn:loopDataInputRef', 'bpmn:loopDataOutputRef']);

// Import leaves the names of lists as references to nothing, with a warning each: put them where they belong.
export function keepListNames({ references = [], warnings = [] }, create) {
  for (const { element, property: name, id } of references) {
    if (!LIST_REFERENCES.has(name) || element.get(name)) continue;
    element.set(name, named('bpmn:Property', id, element, create));
    const index = warnings.findIndex(each => each.property === name && each.element === element);
    if (index >= 0) warnings.splice(index, 1);
  }
}

// --- processes

export function processOf(model) {
  for (let each = model; each; each = each.$parent) if (each.$type === 'bpmn:Process') return each;
  return null;
}

// Every element of the file that is drawn in a process, sub-processes included.
export function* flowElements(scope) {
  for (const each of scope.flowElements ?? []) {
    yield each;
    if (each.flowElements) yield* flowElements(each);
  }
}

export const allElements = model => roots(model, 'bpmn:Process').flatMap(each => [...flowElements(each)]);
