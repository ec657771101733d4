// The policy's text: one part of the binding open at a time; on an entry's page the words that differ, while one types.
import './policy_text.css';
import { withoutFiles } from '../form/sending.js';

const PAUSE = 500;
const parts = [...document.querySelectorAll('[data-binding]')];
for (const part of parts) {
  part.addEventListener('toggle', () => { if (part.open) for (const other of parts) if (other !== part) other.open = false; });
  // A link of the binding leads to a clause: the list would lie over it on a phone.
  part.addEventListener('click', ({ target }) => { if (target.closest('a[href^="#"]') && matchMedia('(max-width: 61.99rem)').matches) part.open = false; });
}

async function compare(form, box) {
  const answers = withoutFiles(form);
  answers.set('action', 'redraw');
  const response = await fetch(form.getAttribute('action'), { method: 'POST', body: answers, headers: { 'X-Requested-With': 'fetch' } });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-words]');
  if (fresh) box.replaceChildren(...fresh.childNodes);
}

const box = document.querySelector('[data-words]');
const form = document.querySelector('form[data-form]');
if (box && form) {
  let waiting = 0;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => compare(form, box).catch(error => console.warn(error)), PAUSE);
  });
}
document.documentElement.dataset.ready = 'true';
