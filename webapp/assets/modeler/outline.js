// The elements of the drawing as a list, for whoever reads with the ears or the keyboard: each entry selects its element.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { said } from './translate.js';
import { element } from './dialogs.js';

const PAUSE = 500;
const KINDS = {
  'bpmn:UserTask': 'User task', 'bpmn:ManualTask': 'Manual task', 'bpmn:ScriptTask': 'Script task', 'bpmn:SendTask': 'Send task', 'bpmn:ReceiveTask': 'Receive task',
  'bpmn:BusinessRuleTask': 'Business rule task', 'bpmn:CallActivity': 'Call activity', 'bpmn:SubProcess': 'Sub-process', 'bpmn:ExclusiveGateway': 'Exclusive gateway',
  'bpmn:ParallelGateway': 'Parallel gateway', 'bpmn:EventBasedGateway': 'Event-based gateway', 'bpmn:StartEvent': 'Start event', 'bpmn:EndEvent': 'End event',
  'bpmn:BoundaryEvent': 'Boundary event', 'bpmn:IntermediateCatchEvent': 'Waiting event', 'bpmn:IntermediateThrowEvent': 'Message intermediate throw event',
};

const laneOf = model => model.lanes?.[0]?.name;

function entry(shape, select) {
  const { name, $type } = shape.businessObject;
  const button = element('button', { type: 'button', class: 'btn-quiet' }, element('bdi', { text: name || said('Without a name') }));
  button.addEventListener('click', () => select(shape));
  const kind = said(KINDS[$type] ?? 'Element');
  const lane = laneOf(shape.businessObject);
  return element('li', {}, button, element('span', { class: 'soft', text: lane ? ` ${kind} · ${lane}` : ` ${kind}` }));
}

export function outline(drawing, list, select) {
  const registry = drawing.get('elementRegistry');
  const draw = () => list.replaceChildren(...registry.filter(each => is(each, 'bpmn:FlowNode') && !each.labelTarget).map(shape => entry(shape, select)));
  let waiting = 0;
  drawing.on(['elements.changed', 'import.done', 'shape.removed'], () => { clearTimeout(waiting); waiting = setTimeout(draw, PAUSE); });
  draw();
}
