// The form editor: saves a moment after each change, keeps the preview in step, loses nothing that is typed meanwhile.
// Every request is what the page's own buttons would send; without this script they do.
import '../form/form.css';
import './form_editor.css';
import { showCalendars } from '../form/calendar.js';
import { keepInStep } from '../form/redraw.js';
import { drawSignatures } from '../form/signature.js';

const PAUSE = 700;
const clock = () => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date());
const root = document.querySelector('[data-form-editor]');
const byId = id => document.getElementById(id);
// `edits` counts what was typed, so that an answer from before it never overwrites it.
let [waiting, running, edits, queue] = [0, 0, 0, Promise.resolve()];

function say(word, more = '') {
  const state = root.querySelector('[data-state]');
  if (!state) return;
  state.dataset.kind = word;
  state.textContent = [root.dataset[word], more].filter(Boolean).join(' ');
}

async function page(address, options = {}) {
  const response = await fetch(address, { headers: { 'X-Requested-With': 'fetch' }, ...options });
  const parsed = new DOMParser().parseFromString(await response.text(), 'text/html');
  return { response, parsed };
}

async function send(form, submitter) {
  const body = new FormData(form);
  if (submitter?.name) body.set(submitter.name, submitter.value);
  return page(form.getAttribute('action') || location.href, { method: 'POST', body });
}

// -- what comes back

// Another officer has saved the same form: his page takes the place of ours, what was typed is in it.
function showConflict(parsed) {
  root.replaceChildren(parsed.getElementById('fe-conflict'));
  clearTimeout(waiting); // leaving the field that goes is a change, too
  waiting = 0;
  root.querySelector('h1')?.setAttribute('tabindex', '-1');
  root.querySelector('h1')?.focus();
}

function swapParts(parsed) {
  for (const fresh of parsed.querySelectorAll('#fe-edit [data-swap]')) {
    const old = byId(fresh.id);
    if (old && !old.contains(document.activeElement)) old.replaceWith(fresh);
    else if (!old && fresh.id === 'fe-undo') root.querySelector('.fe-bar').append(fresh);
  }
  const seen = parsed.querySelector('#fe-edit input[name=seen]')?.value;
  if (seen) for (const input of root.querySelectorAll('input[name=seen]')) input.value = seen;
}

function swapAll(parsed, focus) {
  const fresh = parsed.getElementById('fe-edit');
  const state = root.querySelector('[data-state]')?.textContent;
  byId('fe-edit').replaceWith(fresh);
  if (state) root.querySelector('[data-state]').textContent = state;
  enliven();
  const target = focus && byId(focus);
  const next = target && !target.disabled ? target : root.querySelector('[data-problem]') ?? root.querySelector('.fe-editor input:not([type=hidden])');
  next?.focus({ preventScroll: Boolean(target) });
}

function redrawPreview(parsed) {
  const [old, fresh] = [byId('fe-preview'), parsed.getElementById('fe-preview')];
  if (!old || !fresh) return;
  byId('fe-preview-notes').replaceWith(fresh.querySelector('#fe-preview-notes'));
  const [frame, drawn] = [old.querySelector('.fe-frame'), fresh.querySelector('.fe-frame')];
  const [body, freshBody] = [frame.querySelector('[data-form-body]'), drawn.querySelector('[data-form-body]')];
  const [title, freshTitle] = [frame.querySelector('.fe-frame-title'), drawn.querySelector('.fe-frame-title')];
  if (title && freshTitle) title.textContent = freshTitle.textContent;
  if (body && freshBody) { body.replaceChildren(...freshBody.childNodes); body.id = freshBody.id; enlivenAnswers(body); }
  else if (body || freshBody) { frame.replaceChildren(...drawn.childNodes); enlivenPreview(); }
}

// -- saving

// One after the other: each save names the file that the one before has left. `focus`: the editor itself is drawn
// again, for other questions stand in it now; the id is where to go on.
function save(form, submitter = null, focus = null) {
  clearTimeout(waiting);
  waiting = 0;
  running += 1;
  queue = queue.then(() => form.isConnected && saveNow(form, submitter, focus)).finally(() => { running -= 1; });
  return queue;
}

async function saveNow(form, submitter, focus) {
  const edit = edits;
  say('saving');
  try {
    const { response, parsed } = await send(form, submitter);
    if (response.status === 409 && parsed.getElementById('fe-conflict')) { showConflict(parsed); return; }
    if (!parsed.getElementById('fe-edit')) throw new Error(`no editor in the answer (${response.status})`);
    const isStill = edit === edits;
    if (focus !== null && isStill) swapAll(parsed, focus); else swapParts(parsed);
    if (response.redirected && focus !== null) history.replaceState(null, '', response.url);
    if (response.ok) say('saved', clock());
    if (!isStill) later(root.querySelector('[data-editor]'));
    await refreshPreview();
  } catch { say('failed'); }
}

function later(form) {
  if (!form) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => save(form), PAUSE);
}

async function refreshPreview(action = 'redraw') {
  const form = root.querySelector('[data-preview]');
  if (!form) return;
  const { parsed } = await send(form, { name: 'action', value: action });
  redrawPreview(parsed);
  if (action === 'try') (root.querySelector('[data-summary]') ?? byId('fe-preview-notes').querySelector('[role=status]'))?.scrollIntoView({ block: 'nearest' });
}

// -- the page comes alive

function onInput({ target }) {
  const form = target.closest('[data-editor]');
  if (!form || target.closest('[data-insert]')) return;
  edits += 1;
  if (target.matches('[data-redraw]')) return;
  later(form);
}

function onChange({ target }) {
  const form = target.closest('[data-editor]');
  if (!form || target.closest('[data-insert]')) return;
  if (target.matches('[data-redraw]')) save(form, null, target.id);
  else later(form);
}

function onSubmit(event) {
  const form = event.target;
  if (!form.closest('#fe-edit') || !form.querySelector('input[name=part]') || form.method !== 'post') return;
  const action = event.submitter?.value ?? '';
  if (form.querySelector('input[name=part]').value === 'source' || form.querySelector('[name=to]')) return;
  event.preventDefault();
  edits += 1;
  save(form, event.submitter, nextFocus(form, event.submitter, action));
}

// After a move the same button of the same question or choice; else where the button says, or where one was.
function nextFocus(form, submitter, action) {
  const step = { up: -1, down: 1 };
  const choice = /^(.+)-(up|down|drop):(\d+)$/.exec(action);
  if (choice) return step[choice[2]] ? `e-${choice[1]}-${choice[2]}-${Number(choice[3]) + step[choice[2]]}` : `e-${choice[1]}-${choice[3]}-ar`;
  if (action in step) {
    const parts = form.querySelector('input[name=spot]').value.split('-');
    const last = Number(parts.pop());
    return [action, ...parts, last + step[action]].join('-');
  }
  return submitter?.dataset.next ?? (document.activeElement?.id || submitter?.id || '');
}

// What was typed is saved before the page goes on.
async function leave(event) {
  const link = event.target.closest('a[href]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.getAttribute('href').startsWith('#')) return;
  if ((!waiting && !running) || !byId('fe-edit')) return;
  event.preventDefault();
  const form = root.querySelector('[data-editor]');
  await (waiting && form ? save(form) : queue);
  if (root.querySelector('#fe-edit') && root.querySelector('[data-state]')?.dataset.kind !== 'failed') location.href = link.href;
}

// Alt and an arrow move the question in which the cursor is.
function onKey(event) {
  if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  const button = event.target.closest('.fe-question')?.querySelector(`:scope > .fe-question-head [data-move=${event.key === 'ArrowUp' ? 'up' : 'down'}]`);
  if (!button) return;
  event.preventDefault();
  if (!button.disabled) button.click();
}

function enlivenInsert() {
  const box = root.querySelector('[data-insert]');
  if (!box) return;
  box.hidden = false;
  let last = byId('e-text-ar');
  for (const id of ['e-text-ar', 'e-text-en']) byId(id)?.addEventListener('focus', ({ target }) => { last = target; });
  box.querySelector('select').addEventListener('change', ({ target }) => {
    if (!target.value) return;
    last.setRangeText(`{${target.value}}`, last.selectionStart, last.selectionEnd, 'end');
    target.value = '';
    edits += 1;
    last.focus();
    later(last.form);
  });
}

const enlivenAnswers = part => { drawSignatures(part); showCalendars(part); };

function enlivenPreview() {
  const form = root.querySelector('[data-preview]');
  if (!form) return;
  form.querySelector('[data-redraw-button]').hidden = true;
  enlivenAnswers(form);
  if (form.querySelector('[data-form-body]')) keepInStep(form, enlivenAnswers);
}

function enliven() { enlivenInsert(); }

function start() {
  root.addEventListener('input', onInput);
  root.addEventListener('change', onChange);
  root.addEventListener('submit', onSubmit);
  document.addEventListener('click', leave);
  root.addEventListener('keydown', onKey);
  addEventListener('beforeunload', event => { if (waiting || running) event.preventDefault(); });
  const preview = root.querySelector('[data-preview]');
  preview?.addEventListener('submit', event => {
    if (event.submitter?.value !== 'try') return;
    event.preventDefault();
    refreshPreview('try');
  });
  preview?.querySelector('[data-known]')?.addEventListener('change', () => refreshPreview());
  const width = root.querySelector('[data-width]');
  if (width) {
    width.hidden = false;
    width.addEventListener('click', () => {
      const isNarrow = byId('fe-preview').classList.toggle('is-phone');
      width.setAttribute('aria-pressed', String(isNarrow));
    });
  }
  enliven();
  enlivenPreview();
  root.querySelector('[data-problem]')?.focus();
}

if (root) start();
document.documentElement.dataset.ready = 'true';
