// Moves everything at once, as one step that can be undone: mirrored, or laid out by the server. The policy itself stays.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const COMMAND = 'drawing.arrange';
const TITLE_BAR = 30; // the library draws the names of pools and lanes at their left

const boundsOf = ({ x, y, width, height }) => ({ x, y, width, height });
const waypointsOf = ({ waypoints }) => waypoints.map(({ x, y }) => ({ x, y }));
const placeOf = element => (element.waypoints ? waypointsOf(element) : boundsOf(element));
const rootOf = element => { while (element.parent) element = element.parent; return element; };
const poolOf = element => { while (element && !is(element, 'bpmn:Participant')) element = element.parent; return element; };

class Handler {
  constructor(bpmnUpdater) { this.bpmnUpdater = bpmnUpdater; }

  execute(context) {
    context.before = new Map([...context.places.keys()].map(element => [element, placeOf(element)]));
    return this.put(context.places);
  }

  revert({ before }) { return this.put(before); }

  put(places) {
    for (const [element, place] of places) {
      if (element.waypoints) {
        element.waypoints = place.map(point => ({ ...point }));
        this.bpmnUpdater.updateConnectionWaypoints(element);
      } else {
        Object.assign(element, place);
        this.bpmnUpdater.updateBounds(element);
      }
    }
    return [...places.keys()];
  }
}
Handler.$inject = ['bpmnUpdater'];

class Arrange {
  constructor(commandStack, elementRegistry, moddle) {
    commandStack.registerHandler(COMMAND, Handler);
    Object.assign(this, { commandStack, elementRegistry, moddle });
  }

  mirror() {
    const elements = this.elementRegistry.filter(element => element.parent);
    const roots = [...new Set(elements.map(rootOf))]; // a closed sub-process has a drawing of its own
    const places = roots.flatMap(root => mirrored(elements.filter(element => rootOf(element) === root)));
    this.commandStack.execute(COMMAND, { places: new Map(places) });
  }

  // Takes the places, and nothing else, from a file that the server has laid out.
  async like(xml) {
    const { rootElement } = await this.moddle.fromXML(xml);
    const places = new Map();
    for (const { plane } of rootElement.diagrams ?? []) for (const di of plane.planeElement ?? []) this.read(di, places);
    this.commandStack.execute(COMMAND, { places });
  }

  read(di, places) {
    const element = this.elementRegistry.get(di.bpmnElement?.id);
    if (!element?.parent) return;
    if (element.waypoints && di.waypoint) places.set(element, di.waypoint.map(({ x, y }) => ({ x, y })));
    else if (di.bounds) places.set(element, boundsOf(di.bounds));
    const label = element.labels?.[0];
    if (label && di.label?.bounds) places.set(label, boundsOf(di.label.bounds));
  }
}
Arrange.$inject = ['commandStack', 'elementRegistry', 'moddle'];

const edges = element => (element.waypoints ? element.waypoints.map(({ x }) => x) : [element.x, element.x + element.width]);

// One axis for a drawing. What lies in a pool keeps clear of its title bars, which stay at the left: its axis is moved by half their width.
function mirrored(elements) {
  const pools = elements.filter(element => is(element, 'bpmn:Participant'));
  const xs = (pools.length ? pools : elements).flatMap(edges);
  const axis = Math.min(...xs) + Math.max(...xs);
  const bars = new Map(pools.map(pool => [pool, barsOf(pool, elements)]));
  const widest = Math.max(0, ...bars.values());
  const shift = element => bars.get(poolOf(element)) ?? widest;
  return elements.map(element => [element, element.waypoints ? mirroredLine(element, axis, shift) : mirroredShape(element, axis, shift)]);
}

const barsOf = (pool, elements) => Math.max(0, ...elements.filter(each => is(each, 'bpmn:Lane') && poolOf(each) === pool).map(lane => lane.x - pool.x)) + (is(pool, 'bpmn:Participant') && pool.businessObject.processRef ? TITLE_BAR : 0);

function mirroredShape(element, axis, shift) {
  if (is(element, 'bpmn:Lane')) return { ...boundsOf(element), x: axis - poolOf(element).x - poolOf(element).width + (element.x - poolOf(element).x) };
  const own = is(element, 'bpmn:Participant') ? 0 : shift(element.labelTarget ?? element);
  return { ...boundsOf(element), x: axis + own - element.x - element.width };
}

// A message flow follows the end that is a step of ours, not the closed pool.
function mirroredLine(line, axis, shift) {
  const end = [line.source, line.target].find(each => each && !is(each, 'bpmn:Participant') && poolOf(each)) ?? line;
  return line.waypoints.map(({ x, y }) => ({ x: axis + shift(end) - x, y }));
}

export default { __init__: ['arrange'], arrange: ['type', Arrange] };
