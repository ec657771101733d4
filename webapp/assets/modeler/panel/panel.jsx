/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// The panel beside the drawing: the chosen element in words. It redraws in place, so that focus and scroll stay.
import { render } from 'preact';
import { Context, Ltr, Note } from './fields.jsx';
import { Groups } from './groups/index.jsx';
import { kindOf, keepListNames, modelOf, nameOf, property, propertyParts } from './model.js';
import { has, say } from './texts.js';
import { fetchVocabulary, Vocabulary } from './vocabulary.js';

const SHOWN_AGAIN = ['selection.changed', 'elements.changed', 'import.done', 'root.set'];
const PAUSE = 30;

export class Panel {
  static $inject = ['config.propertiesPanel', 'eventBus', 'selection', 'canvas', 'injector', 'panelChanges', 'moddle'];

  constructor(config, eventBus, selection, canvas, injector, changes, moddle) {
    const parent = config?.parent ?? '#modeler-panel';
    Object.assign(this, { selection, canvas, changes, host: typeof parent === 'string' ? document.querySelector(parent) : parent });
    this.isReadOnly = config?.isReadOnly ?? !injector.get('modeling', false);
    this.folded = new Set(); this.numbers = new WeakMap(); this.count = 0;
    eventBus.on('import.parse.complete', event => keepListNames(event, (type, values) => moddle.create(type, values)));
    if (!this.host) return;
    this.host.classList.add('pp');
    this.host.addEventListener('keydown', event => this.key(event));
    addEventListener('pagehide', () => this.flush(), true);
    addEventListener('focus', () => this.load());
    for (const event of SHOWN_AGAIN) eventBus.on(event, () => this.later());
    eventBus.on('diagram.destroy', () => render(null, this.host));
    this.load();
    this.show();
  }

  // Another window may have changed a form or a clause: the answer is short where nothing changed.
  async load() {
    try {
      const page = await fetchVocabulary();
      this.failed = false;
      if (page.hash !== this.page?.hash) this.page = page;
    } catch { this.failed = !this.page; }
    this.show();
  }

  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.show(), PAUSE);
  }

  // A text that is being typed is kept before the page goes, or before the diagram is saved.
  flush() {
    if (this.host.contains(document.activeElement)) document.activeElement.blur();
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    const typed = document.activeElement;
    this.flush();
    typed.focus();
  }

  chosen() {
    const all = this.selection.get();
    if (all.length > 1) return 'many';
    const element = all[0] ?? this.canvas.getRootElement();
    const shape = element?.labelTarget ?? element;
    return shape?.businessObject && modelOf(shape).$type !== 'bpmn:Collaboration' && !shape.isImplicit ? shape : 'none';
  }

  // Ids may change while an element is named; who it is does not.
  number(element) {
    if (!this.numbers.has(element)) this.numbers.set(element, ++this.count);
    return this.numbers.get(element);
  }

  context(element) {
    const model = modelOf(element), { create } = this.changes;
    const change = each => this.changes.make(element, each);
    return {
      vocabulary: new Vocabulary(this.page, model), isReadOnly: this.isReadOnly, folded: this.folded, laneRole: roleOf(element), change, create,
      fold: (id, isFolded) => (isFolded ? this.folded.add(id) : this.folded.delete(id)),
      rename: name => change({ own: [{ values: { name: name || undefined } }] }),
      write: (wanted, own) => change({ parts: propertyParts(model, wanted, create), own: own ? [{ values: own }] : [] }),
      writeOn: (other, wanted) => change({ parts: propertyParts(other, wanted, create) }),
    };
  }

  show() {
    clearTimeout(this.waiting);
    if (!this.host) return;
    const element = this.chosen();
    render(<View element={element} panel={this} />, this.host);
    this.host.dataset.ready = this.page ? 'true' : 'false';
    this.host.dataset.element = typeof element === 'string' ? '' : element.id;
  }
}

const WORDS = { many: 'panel.many', none: 'panel.nothing' };

function View({ element, panel }) {
  if (typeof element === 'string') return <div class="pp-empty"><h2 class="pp-title">{say('panel.title')}</h2><Note>{say(WORDS[element])}</Note></div>;
  const model = modelOf(element), kind = `kind.${kindOf(model)}`;
  return (
    <Context.Provider value={panel.context(element)}>
      <div class="pp-head">
        <p class="pp-kind">{say(has(kind) ? kind : 'kind.other')}</p>
        <h2 class="pp-title"><bdi>{nameOf(model) || say('panel.title')}</bdi></h2>
      </div>
      {panel.failed && <div class="pp-note pp-error" role="alert">{say('panel.failed')} <button type="button" class="btn btn-quiet btn-sm" onClick={() => panel.load()}>{say('panel.retry')}</button></div>}
      {!panel.page && !panel.failed && <Note>{say('panel.loading')}</Note>}
      {panel.isReadOnly && <Note>{say('panel.readonly')}</Note>}
      <div key={panel.number(element)} class="pp-groups"><Groups element={element} model={model} /></div>
      <p class="pp-id"><Ltr>{model.id}</Ltr></p>
    </Context.Provider>
  );
}

// The lane's own role, or that of the lane in which the sub-process stands.
function roleOf(element) {
  for (let each = element; each; each = each.parent) {
    const lane = modelOf(each)?.lanes?.find(({ childLaneSet }) => !childLaneSet);
    if (lane) return property(lane, 'role');
  }
  return '';
}
