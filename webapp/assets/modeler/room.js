// Where nothing stands: for what is drawn without a hand that shows the place.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const STEP = 70;
const MOST = 8;
const GAP = 5;

// The wanted middle; below it, if something stands there.
export function free(registry, middle, shape) {
  const others = registry.filter(each => each !== shape && each.width && is(each, 'bpmn:FlowNode') && !(each.children ?? []).length);
  const overlaps = ({ x, y }, each) => x + shape.width / 2 + GAP > each.x && x - shape.width / 2 - GAP < each.x + each.width
    && y + shape.height / 2 + GAP > each.y && y - shape.height / 2 - GAP < each.y + each.height;
  const tried = Array.from({ length: MOST }, (_, step) => ({ x: middle.x, y: middle.y + step * STEP }));
  return tried.find(point => !others.some(each => overlaps(point, each))) ?? middle;
}
