// Asks the server to draw the form again and changes only what differs: nobody loses the place where they type.
import { say, withoutFiles } from './sending.js';

const PART = /^(add|remove|search):/;
const fieldsOf = body => new Map([...body.querySelectorAll(':scope > [data-field]')].map(field => [field.dataset.field, field]));

async function drawnAgain(form, action, kept) {
  const answers = withoutFiles(form, kept);
  answers.set('action', action);
  // form.action would be the form's buttons of that name, not its address.
  const response = await fetch(form.getAttribute('action') || location.href, { method: 'POST', body: answers, headers: { 'X-Requested-With': 'fetch' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const body = page.getElementById(form.querySelector('[data-form-body]').id);
  if (!body) throw new Error(`no form in the answer (${response.status})`);
  return body;
}

// A question that stays is left alone; what is said about it may have changed.
function refresh(old, fresh) {
  if (fresh.dataset.kind === 'information' && old.innerHTML !== fresh.innerHTML) return old.replaceChildren(...fresh.childNodes);
  const [label, freshLabel] = [old, fresh].map(field => field.querySelector('[data-label]'));
  if (label && freshLabel && label.innerHTML !== freshLabel.innerHTML) label.replaceChildren(...freshLabel.childNodes);
}

function merge(body, drawn, enliven) {
  const [old, fresh] = [fieldsOf(body), fieldsOf(drawn)];
  for (const [name, field] of old) if (!fresh.has(name)) field.remove();
  let before = null;
  for (const [name, field] of fresh) {
    const stays = old.get(name);
    if (stays) refresh(stays, field);
    else if (before) before.after(field);
    else body.querySelector(':scope > [data-field], :scope > [data-status]').before(field);
    if (!stays) enliven(field);
    before = stays ?? field;
  }
}

function replacePart(part, drawn, enliven) {
  const fresh = fieldsOf(drawn).get(part.dataset.field);
  part.replaceChildren(...fresh.childNodes);
  enliven(part);
  part.querySelector('input[type=radio], .form-row:last-of-type input:not([type=hidden]), .form-row:last-of-type select, input:not([type=hidden])')?.focus();
}

export function keepInStep(form, enliven) {
  let [busy, again] = [false, false];
  const body = form.querySelector('[data-form-body]');

  async function redraw() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      do { again = false; merge(body, await drawnAgain(form, 'redraw', null), enliven); } while (again);
      say(form, '');
    } catch { say(form, 'notUpdated'); } finally { busy = false; }
  }

  form.addEventListener('change', ({ target }) => { if (target.closest('[data-watched]')) redraw(); });
  form.addEventListener('submit', async event => {
    const part = event.submitter?.closest('[data-field]');
    if (!part || !PART.test(event.submitter.value)) return;
    event.preventDefault();
    try { replacePart(part, await drawnAgain(form, event.submitter.value, part), enliven); } catch { say(form, 'notUpdated'); }
  });
}
