// Marks each element that has findings: how many, how grave; a click shows the sentences and what mends them.
import { item } from './item.js';
import { say, severity } from './texts.js';

const KIND = 'lint';

export class Badges {
  constructor(overlays, elementRegistry, acts) {
    Object.assign(this, { overlays, elementRegistry, acts, opened: null });
  }

  show(findings) {
    const focused = document.activeElement?.closest('.lint-mark')?.dataset.element;
    this.overlays.remove({ type: KIND });
    for (const [id, found] of grouped(findings)) this.mark(this.elementRegistry.get(id), found);
    if (focused) document.querySelector(`.lint-mark[data-element="${CSS.escape(focused)}"] .lint-badge`)?.focus({ preventScroll: true });
  }

  mark(element, found) {
    if (!element?.parent) return;
    const place = this.where(element);
    this.overlays.add(element, KIND, { position: place, show: { minZoom: 0 }, scale: { min: 1, max: 1 }, html: this.drawn(element, found) });
  }

  // On the corner away from the tools of a selected element; on a flow in its middle.
  where(element) {
    if (!element.waypoints) return { top: -12, left: -12 };
    const middle = element.waypoints[Math.floor((element.waypoints.length - 1) / 2)];
    const next = element.waypoints[Math.floor((element.waypoints.length - 1) / 2) + 1];
    const box = { x: Math.min(...element.waypoints.map(each => each.x)), y: Math.min(...element.waypoints.map(each => each.y)) };
    return { left: (middle.x + next.x) / 2 - box.x - 11, top: (middle.y + next.y) / 2 - box.y - 11 };
  }

  drawn(element, found) {
    const mark = document.createElement('div');
    mark.className = 'lint-mark';
    mark.dataset.element = element.id;
    const worst = found.some(each => each.severity === 'error') ? 'error' : 'warning';
    const badge = Object.assign(document.createElement('button'), { type: 'button', className: `lint-badge lint-${worst}`, textContent: found.length });
    badge.setAttribute('aria-label', `${element.businessObject.name ?? element.id}: ${found.map(each => `${severity(each)}: ${each.sentence}`).join(' ')}`);
    badge.setAttribute('aria-expanded', 'false');
    badge.addEventListener('click', () => (mark.querySelector('.lint-card') ? this.close(mark) : this.open(mark, found)));
    mark.addEventListener('keydown', event => event.key === 'Escape' && (event.stopPropagation(), this.close(mark)));
    for (const kind of ['mousedown', 'pointerdown', 'dblclick', 'wheel']) mark.addEventListener(kind, event => event.stopPropagation());
    mark.append(badge);
    if (this.opened === element.id) this.open(mark, found);
    return mark;
  }

  open(mark, found) {
    document.querySelectorAll('.lint-mark:has(.lint-card)').forEach(each => this.close(each));
    this.opened = mark.dataset.element;
    this.acts.opened();
    mark.querySelector('.lint-badge').setAttribute('aria-expanded', 'true');
    const card = Object.assign(document.createElement('div'), { className: 'lint-card', dir: document.documentElement.dir, lang: document.documentElement.lang });
    const close = Object.assign(document.createElement('button'), { type: 'button', className: 'btn-close lint-close' });
    close.setAttribute('aria-label', say('Close'));
    close.addEventListener('click', () => this.close(mark));
    const list = document.createElement('ul');
    list.append(...found.map(each => item(each, { mend: this.acts.mend })));
    card.append(close, list);
    mark.append(card);
  }

  close(mark) {
    if (!mark.querySelector('.lint-card')) return;
    this.opened = null;
    const hadFocus = mark.contains(document.activeElement);
    mark.querySelector('.lint-card').remove();
    mark.querySelector('.lint-badge').setAttribute('aria-expanded', 'false');
    if (hadFocus) mark.querySelector('.lint-badge').focus({ preventScroll: true });
  }
}

function grouped(findings) {
  const found = new Map();
  for (const each of findings) found.set(each.element, [...(found.get(each.element) ?? []), each]);
  return found;
}
