// The editor of decision tables: a helper that writes a cell, and the engine's own words and problems while one types.
import './table.css';

const PAUSE = 400;
const HALALAS = 100;
const LIMITS = { at_least: '>=', at_most: '<=', more: '>', less: '<', equal: '' };
const form = document.getElementById('table-form');
const words = JSON.parse(form.dataset.words);
let waiting;
let asked = 0;

const make = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

// --- what the engine says, at each cell
function say(box, text, problems) {
  const shown = text ? [make('bdi', { className: 'cell-words', textContent: text })] : [];
  box.replaceChildren(...shown, ...problems.map(problem => make('bdi', { className: 'cell-problem', textContent: problem })));
}

function show({ words: said, problems, whole }) {
  for (const box of form.querySelectorAll('[data-says]')) {
    const place = box.dataset.says;
    const found = problems[place] ?? [];
    say(box, said[place], found);
    const field = document.getElementById(place);
    field?.classList.toggle('is-invalid', found.length > 0);
    if (found.length) field?.setAttribute('aria-invalid', 'true'); else field?.removeAttribute('aria-invalid');
  }
  form.querySelector('[data-whole]').replaceChildren(...whole.map(text => make('p', { className: 'alert alert-warning' }, make('bdi', { textContent: text }))));
}

async function check() {
  const number = ++asked;
  const answer = await fetch(form.dataset.check, { method: 'POST', body: new FormData(form), credentials: 'same-origin', headers: { Accept: 'application/json' } });
  if (answer.ok && number === asked) show(await answer.json());
}

function changed() {
  form.dataset.changed = '';
  form.querySelector('[data-unsaved]').hidden = false;
  clearTimeout(waiting);
  waiting = setTimeout(() => check().catch(console.error), PAUSE);
}

// --- the helper of a cell
const quoted = text => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const texts = text => [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(found => found[1]);
const isNot = text => /^not\(/.test(text.trim());

function radio(name, value, label, isChecked) {
  const input = make('input', { type: 'radio', className: 'form-check-input', name, value, checked: isChecked });
  return make('label', { className: 'd-block' }, input, ' ', label);
}

const chosen = (box, name) => box.querySelector(`[name="${name}"]:checked`)?.value;

function choiceHelp(box, { choices, isOutput, text }) {
  const taken = new Set(texts(text));
  const how = isOutput ? [] : [radio('how', 'any', words.any, !taken.size), radio('how', 'one_of', words.one_of, taken.size > 0 && !isNot(text)), radio('how', 'none_of', words.none_of, isNot(text))];
  const list = make('div', { className: 'choices' });
  for (const [key, label] of Object.entries(choices)) {
    const input = make('input', { type: isOutput ? 'radio' : 'checkbox', name: 'key', value: key, className: 'form-check-input', checked: taken.has(key) });
    input.addEventListener('change', () => { const one = box.querySelector('[value="one_of"]'); if (one && chosen(box, 'how') === 'any') one.checked = true; });
    list.append(make('label', {}, input, ' ', label));
  }
  box.append(...how, list);
  return () => {
    const keys = [...box.querySelectorAll('[name="key"]:checked')].map(each => quoted(each.value)).join(', ');
    if (!keys || chosen(box, 'how') === 'any') return isOutput ? '""' : '-';
    return chosen(box, 'how') === 'none_of' ? `not(${keys})` : keys;
  };
}

function booleanHelp(box, { isOutput, text }) {
  if (!isOutput) box.append(radio('how', '-', words.any, !/true|false/.test(text)));
  box.append(radio('how', 'true', words.yes, text.trim() === 'true'), radio('how', 'false', words.no, text.trim() === 'false'));
  return () => chosen(box, 'how') ?? '-';
}

function limitHelp(box, { kind, isOutput, text }) {
  const isDate = kind === 'date';
  const field = label => make('input', { type: isDate ? 'date' : 'number', step: 'any', className: 'form-control', ariaLabel: label, dir: 'ltr' });
  const [low, high] = [field(words.value), field(words.to)];
  const names = isOutput ? ['equal'] : ['any', 'at_least', 'at_most', 'more', 'less', 'equal', 'between'];
  const how = make('select', { className: 'form-select', ariaLabel: words.how });
  how.append(...names.map(name => make('option', { value: name, textContent: words[name] })));
  const found = text.match(/^(>=|<=|>|<)?\s*(?:date\(")?(-?[\d.-]+)(?:"\))?$/);
  if (found) how.value = isOutput ? 'equal' : Object.keys(LIMITS).find(name => LIMITS[name] === (found[1] ?? ''));
  if (found) low.value = kind === 'money' ? Number(found[2]) / HALALAS : found[2];
  const redraw = () => { low.hidden = how.value === 'any'; high.hidden = how.value !== 'between'; };
  how.addEventListener('change', redraw);
  redraw();
  box.append(how, make('div', { className: 'values' }, low, high, kind === 'money' ? make('span', { className: 'soft', textContent: words.riyals }) : ''));
  const written = ({ value }) => isDate ? `date("${value}")` : kind === 'money' ? String(Math.round(Number(value) * HALALAS)) : value;
  return () => {
    if (how.value === 'any' || !low.value) return isOutput ? text : '-';
    if (how.value === 'between') return `[${written(low)}..${written(high.value ? high : low)}]`;
    return `${LIMITS[how.value]} ${written(low)}`.trim();
  };
}

function textHelp(box, { isOutput, text }) {
  const field = make('input', { className: 'form-control', ariaLabel: words.value, value: texts(text)[0] ?? '', dir: 'auto' });
  box.append(field);
  return () => field.value || isOutput ? quoted(field.value) : '-';
}

// The column and the rule of a cell, each in its own direction.
const named = input => input.getAttribute('aria-labelledby').split(' ').flatMap(id => [make('bdi', { textContent: document.getElementById(id).textContent }), ' ']);

const HELPS = { choice: choiceHelp, boolean: booleanHelp, number: limitHelp, money: limitHelp, date: limitHelp, text: textHelp };

function help(input, head) {
  const kind = head.dataset.kind;
  const dialog = make('dialog', { className: 'cell-dialog' }, make('h2', {}, ...named(input)));
  const box = make('div');
  const choices = head.dataset.choices ? Object.fromEntries(JSON.parse(head.dataset.choices).map(([key, both]) => [key, both[document.documentElement.lang === 'ar' ? 0 : 1]])) : {};
  const write = HELPS[kind](box, { kind, choices, isOutput: head.dataset.column.startsWith('o'), text: input.value });
  const put = make('button', { type: 'button', className: 'btn btn-primary', textContent: words.put });
  const cancel = make('button', { type: 'button', className: 'btn btn-outline-primary', textContent: words.cancel });
  put.addEventListener('click', () => { input.value = write(); changed(); dialog.close(); });
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => { dialog.remove(); input.focus(); });
  dialog.append(box, make('div', { className: 'd-flex gap-2 mt-3' }, put, cancel));
  document.body.append(dialog);
  dialog.showModal();
}

for (const head of form.querySelectorAll('[data-column]')) {
  if (!HELPS[head.dataset.kind]) continue;
  for (const input of form.querySelectorAll(`.cell input[name$="-${head.dataset.column}"]:not([readonly])`)) {
    const button = make('button', { type: 'button', className: 'btn btn-outline-primary btn-sm cell-help', textContent: '…', title: words.help });
    button.setAttribute('aria-label', words.help);
    button.setAttribute('aria-describedby', input.getAttribute('aria-labelledby'));
    button.addEventListener('click', () => help(input, head));
    input.after(button);
  }
}

// --- nothing typed is lost unsaid
if (form.querySelector('[data-unsaved]')) {
  form.addEventListener('input', changed);
  form.addEventListener('submit', () => { delete form.dataset.changed; });
  window.addEventListener('beforeunload', event => { if ('changed' in form.dataset) event.preventDefault(); });
}
form.dataset.ready = 'true';
