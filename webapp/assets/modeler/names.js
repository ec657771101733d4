// A drawing that is only read speaks the page's language: the English names stand among each element's properties.
import { property } from './properties.js';

const arabic = new WeakMap();

export const arabicName = model => arabic.get(model) ?? model.name ?? '';

export function speakEnglish(drawing) {
  const elements = drawing.get('elementRegistry');
  elements.forEach(element => {
    const name = property(element.businessObject, 'name_en');
    if (!name) return;
    if (!arabic.has(element.businessObject)) arabic.set(element.businessObject, element.businessObject.name);
    element.businessObject.name = name;
    drawing.get('graphicsFactory').update(element.waypoints ? 'connection' : 'shape', element, elements.getGraphics(element));
  });
}
