// What may be drawn: the elements of docs/profile.md by the names that the library's menus give them.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const TASKS = ['user-task', 'manual-task', 'script-task', 'send-task', 'receive-task', 'rule-task', 'call-activity', 'expanded-subprocess', 'subprocess'];
const GATEWAYS = ['exclusive-gateway', 'parallel-gateway', 'event-based-gateway'];
const EVENTS = [
  'none-start-event', 'none-start', 'message-start', 'none-end-event', 'none-end', 'error-end', 'terminate-end',
  'timer-intermediate-catch', 'message-intermediate-catch', 'message-intermediate-throw',
];
const BOUNDARY = ['timer-boundary', 'message-boundary', 'non-interrupting-timer-boundary', 'non-interrupting-message-boundary'];
const DRAWING = ['data-object-reference', 'data-store-reference', 'expanded-pool', 'collapsed-pool', 'sequence-flow', 'default-flow'];
const ALLOWED = new Set([...TASKS, ...GATEWAYS, ...EVENTS, ...BOUNDARY, ...DRAWING]);
const AFTER_EVENTS = new Set(['receive-task', 'timer-intermediate-catch', 'message-intermediate-catch']);
const CALLERS = ['bpmn:CallActivity', 'bpmn:SubProcess'];
const LOOPING = ['bpmn:UserTask', ...CALLERS];

const isAny = (element, types) => types.some(type => is(element, type));

// An error is caught on whoever can throw one; what follows an event-based gateway is one of its events.
export function mayDraw(name, element) {
  if (name === 'error-boundary') return isAny(element.host ?? element, CALLERS);
  if (!ALLOWED.has(name)) return false;
  return !is(element, 'bpmn:EventBasedGateway') || AFTER_EVENTS.has(name);
}

export const mayBecome = (name, element) => mayDraw(name, is(element, 'bpmn:EventBasedGateway') ? {} : element);

// The small marks above the replace menu.
export function mayMark(name, element) {
  if (name === 'toggle-loop' || name === 'toggle-participant-multiplicity') return false;
  return !name.endsWith('-mi') || isAny(element, LOOPING);
}
