// The list of findings beside the drawing: errors first; of this diagram or of the whole draft.
import { item } from './item.js';
import { counts, say } from './texts.js';

const FOLDED = 'masar:findings-folded';

export class List {
  constructor(place, { path, version, show, mend, widen, name }) {
    Object.assign(this, { place, path, version, show, mend, widen, name, findings: [], isWhole: false });
    this.build();
  }

  build() {
    const head = Object.assign(document.createElement('div'), { className: 'lint-head' });
    const title = Object.assign(document.createElement('h2'), { className: 'lint-title', id: 'lint-title' });
    this.fold = Object.assign(document.createElement('button'), { type: 'button', className: 'lint-fold', textContent: say('Findings') });
    this.fold.addEventListener('click', () => this.open(this.list.hidden));
    title.append(this.fold);
    this.count = Object.assign(document.createElement('span'), { className: 'soft lint-count' });
    this.choice = Object.assign(document.createElement('select'), { className: 'form-select form-select-sm lint-choice' });
    this.choice.setAttribute('aria-label', say('Which findings'));
    this.choice.append(new Option(say('This diagram'), 'own'), new Option(say('The whole draft'), 'whole'));
    this.choice.addEventListener('change', () => { this.isWhole = this.choice.value === 'whole'; this.draw(); this.widen(this.isWhole); });
    this.notice = Object.assign(document.createElement('p'), { className: 'lint-notice', hidden: true });
    this.notice.setAttribute('role', 'status');
    this.list = Object.assign(document.createElement('ul'), { className: 'findings lint-list' });
    this.list.setAttribute('aria-labelledby', 'lint-title');
    this.list.addEventListener('keydown', event => this.step(event));
    head.append(title, this.count, this.choice);
    this.list.id = 'lint-list';
    this.fold.setAttribute('aria-controls', 'lint-list');
    this.place.replaceChildren(head, this.notice, this.list);
    this.open(localStorage.getItem(FOLDED) !== 'true', false);
  }

  // Folded, the count stays; the panel has the room.
  open(isOpen, isChosen = true) {
    this.list.hidden = !isOpen;
    this.fold.setAttribute('aria-expanded', String(isOpen));
    if (isChosen) localStorage.setItem(FOLDED, String(!isOpen));
  }

  fill(findings) {
    this.findings = findings;
    this.tell('');
    this.draw();
  }

  tell(text) {
    if (this.notice.textContent !== text) this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  draw() {
    const shown = this.isWhole ? this.findings : this.findings.filter(each => each.file === this.path);
    const focused = [...this.list.querySelectorAll('.lint-go')].indexOf(document.activeElement);
    this.count.textContent = shown.length ? counts(shown) : '';
    const none = Object.assign(document.createElement('li'), { className: 'soft', textContent: say(this.isWhole ? 'No findings in the whole draft.' : 'No findings: the diagram is sound.') });
    this.list.replaceChildren(...(shown.length ? shown.map(each => this.line(each)) : [none]));
    this.place.dataset.errors = shown.filter(each => each.severity === 'error').length;
    if (focused >= 0) this.go(focused);
  }

  line(finding) {
    if (finding.file === this.path) return item(finding, { show: this.show, mend: this.mend, name: this.name(finding.element) });
    return item(finding, { address: this.address(finding) });
  }

  address({ file, element }) {
    const name = file.endsWith('.bpmn') && file.split('/').pop().slice(0, -'.bpmn'.length);
    return name ? `/studio/${this.version}/diagrams/${encodeURIComponent(name)}?element=${encodeURIComponent(element)}` : `/studio/${this.version}/findings`;
  }

  step(event) {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way || !event.target.classList.contains('lint-go')) return;
    event.preventDefault();
    this.go([...this.list.querySelectorAll('.lint-go')].indexOf(event.target) + way);
  }

  go(number) {
    const all = this.list.querySelectorAll('.lint-go');
    all[Math.max(0, Math.min(number, all.length - 1))]?.focus();
  }
}
