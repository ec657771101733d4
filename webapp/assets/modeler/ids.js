// Readable ids, as the shipped diagrams have them: A_1 when drawn, A_PayRent once its English name is known, F_A_PayRent_G_2 for a flow.
import BpmnFactory from 'bpmn-js/lib/features/modeling/BpmnFactory';
import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { property } from './properties.js';

const PREFIXES = {
  'bpmn:UserTask': 'A', 'bpmn:ManualTask': 'A', 'bpmn:ScriptTask': 'SC', 'bpmn:SendTask': 'M', 'bpmn:ReceiveTask': 'RT', 'bpmn:BusinessRuleTask': 'BR',
  'bpmn:CallActivity': 'C', 'bpmn:SubProcess': 'P', 'bpmn:ExclusiveGateway': 'G', 'bpmn:ParallelGateway': 'PG', 'bpmn:EventBasedGateway': 'EG',
  'bpmn:StartEvent': 'Start', 'bpmn:EndEvent': 'End', 'bpmn:BoundaryEvent': 'B', 'bpmn:IntermediateCatchEvent': 'I', 'bpmn:IntermediateThrowEvent': 'M',
  'bpmn:SequenceFlow': 'F', 'bpmn:MessageFlow': 'MF', 'bpmn:Lane': 'Lane', 'bpmn:Participant': 'Pool', 'bpmn:TextAnnotation': 'Note',
};
const EVENTS = {
  'bpmn:BoundaryEvent': { 'bpmn:TimerEventDefinition': 'TB', 'bpmn:MessageEventDefinition': 'MB', 'bpmn:ErrorEventDefinition': 'EB' },
  'bpmn:IntermediateCatchEvent': { 'bpmn:TimerEventDefinition': 'TM', 'bpmn:MessageEventDefinition': 'MC' },
};
const KNOWN = [...new Set([...Object.values(PREFIXES), ...Object.values(EVENTS).flatMap(Object.values)])];
const MADE = new RegExp(`^(${KNOWN.join('|')})_\\d+$`);
const LONGEST = 40;
const CHANGES = ['element.updateLabel', 'element.updateProperties', 'element.updateModdleProperties'];

const prefixOf = model => EVENTS[model.$type]?.[model.eventDefinitions?.[0]?.$type] ?? PREFIXES[model.$type] ?? model.$type.split(':').pop();
const inWords = text => (text ?? '').split(/[^A-Za-z0-9]+/).filter(Boolean).map(word => word[0].toUpperCase() + word.slice(1)).join('').slice(0, LONGEST);
const isLatin = text => /^[\x20-\x7e]+$/.test(text ?? '');

// Gateways and tasks carry the clause first, where they have one: S1_Receive.
function nameOf(model) {
  const words = inWords(property(model, 'name_en') || (isLatin(model.name) ? model.name : ''));
  const clause = /^[A-Z]\d{1,2}\b/.exec(property(model, 'clause'))?.[0];
  return words && `${clause && is(model, 'bpmn:UserTask') ? clause : prefixOf(model)}_${words}`;
}

function free(ids, wanted, first = 1) {
  for (let number = first; ; number += 1) {
    const id = first === 1 && number === 1 ? wanted : `${wanted}_${number}`;
    if (!ids.assigned(id)) return id;
  }
}

const numbered = (ids, prefix) => {
  for (let number = 1; ; number += 1) if (!ids.assigned(`${prefix}_${number}`)) return `${prefix}_${number}`;
};

class Factory extends BpmnFactory {
  _ensureId(element) {
    if (!element.id && PREFIXES[element.$type]) element.id = numbered(this._model.ids, prefixOf(element));
    super._ensureId(element);
  }
}
Factory.$inject = ['moddle'];

class Naming extends CommandInterceptor {
  constructor(eventBus, modeling, moddle, elementRegistry) {
    super(eventBus);
    Object.assign(this, { modeling, moddle, elementRegistry });
    this.postExecuted('shape.create', ({ context: { shape } }) => this.settle(shape));
    this.postExecuted('connection.create', ({ context: { connection } }) => this.nameFlow(connection));
    this.postExecuted(CHANGES, ({ context: { element } }) => this.settle(element));
  }

  settle(element) {
    const shape = element?.labelTarget ?? element;
    const model = shape?.businessObject;
    if (!model?.id || !MADE.test(model.id) || this.elementRegistry.get(model.id) !== shape || is(model, 'bpmn:SequenceFlow')) return;
    const name = nameOf(model);
    if (name && !this.isMentioned(model.id)) this.rename(shape, free(this.moddle.ids, name));
    else if (!model.id.startsWith(`${prefixOf(model)}_`)) this.rename(shape, numbered(this.moddle.ids, prefixOf(model)));
  }

  rename(shape, id) {
    const flows = [...shape.incoming, ...shape.outgoing].filter(flow => flow.id === this.flowId(flow));
    this.modeling.updateProperties(shape, { id });
    flows.forEach(flow => this.nameFlow(flow));
  }

  flowId = ({ source, target }) => `F_${source?.businessObject?.id}_${target?.businessObject?.id}`;

  nameFlow(flow) {
    if (!is(flow, 'bpmn:SequenceFlow') || !flow.source || !flow.target || flow.id === this.flowId(flow)) return;
    this.modeling.updateProperties(flow, { id: free(this.moddle.ids, this.flowId(flow)) });
  }

  // A ballot's result bears the task's id: what an expression reads keeps its name.
  isMentioned(id) {
    const mention = new RegExp(`\\b${id}\\b`);
    const texts = ({ businessObject: model }) => [model.conditionExpression?.body, model.script, ...(model.extensionElements?.values ?? []).flatMap(bag => bag.properties ?? []).map(each => each.value)];
    return this.elementRegistry.filter(element => texts(element).some(text => text && mention.test(text))).length > 0;
  }
}
Naming.$inject = ['eventBus', 'modeling', 'moddle', 'elementRegistry'];

export default { __init__: ['readableIds'], bpmnFactory: ['type', Factory], readableIds: ['type', Naming] };
