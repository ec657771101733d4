// Good beginnings for what is drawn: sizes for Arabic names, a default flow at a gateway, a duration in a timer.
import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';
import ElementFactory from 'bpmn-js/lib/features/modeling/ElementFactory';
import { is } from 'bpmn-js/lib/util/ModelUtil';

const TASK = { width: 140, height: 90 };
const FIRST_DURATION = 'P1D';
const TIMES = ['timeDate', 'timeDuration', 'timeCycle'];

class Sizes extends ElementFactory {
  getDefaultSize(element, di) {
    return is(element, 'bpmn:Activity') && !is(element, 'bpmn:SubProcess') ? { ...TASK } : super.getDefaultSize(element, di);
  }
}
Sizes.$inject = ElementFactory.$inject;

class Defaults extends CommandInterceptor {
  constructor(eventBus, modeling, bpmnFactory) {
    super(eventBus);
    Object.assign(this, { modeling, bpmnFactory });
    this.postExecuted('connection.create', ({ context: { connection } }) => this.markDefault(connection));
    this.postExecuted('shape.create', ({ context: { shape } }) => this.setTimer(shape));
  }

  markDefault({ source, businessObject: flow }) {
    const gateway = source?.businessObject;
    if (!is(flow, 'bpmn:SequenceFlow') || !is(gateway, 'bpmn:ExclusiveGateway') || gateway.default) return;
    if (source.outgoing.filter(each => is(each, 'bpmn:SequenceFlow')).length === 2) this.modeling.updateProperties(source, { default: flow });
  }

  setTimer(shape) {
    const timer = shape.businessObject?.eventDefinitions?.find(each => is(each, 'bpmn:TimerEventDefinition'));
    if (!timer || TIMES.some(time => timer.get(time))) return;
    const timeDuration = this.bpmnFactory.create('bpmn:FormalExpression', { body: FIRST_DURATION });
    timeDuration.$parent = timer;
    this.modeling.updateModdleProperties(shape, timer, { timeDuration });
  }
}
Defaults.$inject = ['eventBus', 'modeling', 'bpmnFactory'];

export default { __init__: ['drawingDefaults'], elementFactory: ['type', Sizes], drawingDefaults: ['type', Defaults] };
