// Reads spiffworkflow:properties, and takes the empty shells out of what is saved.
export function property(model, name) {
  const bags = model?.extensionElements?.values ?? [];
  return bags.flatMap(bag => bag.properties ?? bag.$children ?? []).find(each => each.name === name)?.value ?? '';
}

const EMPTY_BAG = /\s*<(\w+:)properties\s*(\/>|>\s*<\/\1properties>)/g;
const EMPTY_EXTENSION = /\s*<(\w+:)?extensionElements\s*(\/>|>\s*<\/\1?extensionElements>)/g;

// On the text, not on the model: an undo must find the objects that it knew.
export const withoutEmptyShells = xml => xml.replace(EMPTY_BAG, '').replace(EMPTY_EXTENSION, '');
