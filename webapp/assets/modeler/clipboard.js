// One clipboard for all diagrams of the studio: what is copied in one window is pasted in another, its properties with it.
const KEY = 'masar:clipboard';

// Plain text becomes the model's own objects again; one object that stood in two places stands there once.
function reviver(moddle) {
  const made = new Map();
  return (_, value) => {
    if (typeof value?.$type !== 'string') return value;
    if (value.id && made.has(value.id)) return made.get(value.id);
    const { $type, ...attributes } = value;
    const model = moddle.create($type, attributes);
    for (const part of Object.values(attributes).flat()) if (part?.$type) part.$parent = model;
    if (value.id) made.set(value.id, model);
    return model;
  };
}

class Clipboard {
  constructor(moddle) { this.moddle = moddle; }

  get() {
    const text = localStorage.getItem(KEY);
    try { return text ? JSON.parse(text, reviver(this.moddle)) : undefined; } catch { return undefined; }
  }

  set(tree) { localStorage.setItem(KEY, JSON.stringify(tree)); }

  clear() {
    const tree = this.get();
    localStorage.removeItem(KEY);
    return tree;
  }

  isEmpty() { return !localStorage.getItem(KEY); }
}
Clipboard.$inject = ['moddle'];

export default { clipboard: ['type', Clipboard] };
