// Appends in the direction in which a drawing flows: in most of ours, from right to left.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { getMid, getOrientation } from 'diagram-js/lib/layout/LayoutUtil';
import { findFreePosition, generateGetNextPosition } from 'diagram-js/lib/features/auto-place/AutoPlaceUtil';

const BEFORE_THE_LIBRARY = 3000;
const GAP = 60;
const SPARE = 20;
const TITLE_BAR = 30;
const ROW = { margin: 30, minDistance: 80 };

// The flows decide; a drawing that has none yet begins at its right in an Arabic policy.
export function isRightToLeft(elementRegistry) {
  const flows = elementRegistry.filter(element => element.waypoints && is(element, 'bpmn:SequenceFlow') && element.source && element.target);
  const leftward = flows.filter(({ source, target }) => getMid(target).x < getMid(source).x).length;
  return leftward * 2 >= flows.length;
}

// Where names of pools and lanes stand, nothing is placed.
function leftEdge({ parent }) {
  const hasLanes = is(parent, 'bpmn:Participant') && parent.children.some(each => is(each, 'bpmn:Lane'));
  return (parent.x ?? -Infinity) + SPARE + (is(parent, 'bpmn:Participant') ? TITLE_BAR : 0) + (hasLanes ? TITLE_BAR : 0);
}

// Beside a task at its height, or beneath it at the end of the pool; away from the host of a boundary event.
function placed(source, shape) {
  const middle = getMid(source);
  const onHost = is(source, 'bpmn:BoundaryEvent') ? getOrientation(source, source.host, -25) : '';
  const x = Math.max(source.x - GAP - shape.width / 2, leftEdge(source) + shape.width / 2);
  const isCrowded = x + shape.width / 2 > source.x - SPARE;
  const down = onHost.includes('top') ? -1 : onHost.includes('bottom') || isCrowded ? 1 : 0;
  const away = isCrowded ? source.height / 2 + ROW.margin + shape.height / 2 : ROW.minDistance + shape.height / 4;
  const next = { ...ROW, margin: down < 0 ? -ROW.margin : ROW.margin };
  return findFreePosition(source, shape, { x, y: middle.y + down * away }, generateGetNextPosition({ y: next }));
}

function Direction(eventBus, elementRegistry) {
  eventBus.on('autoPlace', BEFORE_THE_LIBRARY, ({ source, shape }) => {
    const isFlow = is(source, 'bpmn:FlowNode') && is(shape, 'bpmn:FlowNode');
    return isFlow && isRightToLeft(elementRegistry) ? placed(source, shape) : undefined;
  });
}
Direction.$inject = ['eventBus', 'elementRegistry'];

export default { __init__: ['drawingDirection'], drawingDirection: ['type', Direction] };
