// Keeps what is typed as the task's draft a few seconds after the last change, and says so.
import { say, withoutFiles } from './sending.js';

const PAUSE = 3000;
const clock = () => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date());

export function autosave(form) {
  let waiting = 0;

  async function keep() {
    say(form, 'saving');
    try {
      const response = await fetch(form.dataset.autosave, { method: 'POST', body: withoutFiles(form), headers: { 'X-Requested-With': 'fetch' } });
      // A log-in page in answer means that nothing was kept.
      if (response.ok && !response.redirected) say(form, 'saved', clock());
      // Somebody else has the task, or it is done: the answer is the sentence that says so.
      else if (response.status === 409) form.querySelector('[data-status]').textContent = await response.text();
      else say(form, 'notSaved');
    } catch { say(form, 'notSaved'); }
  }

  const later = () => { clearTimeout(waiting); waiting = setTimeout(keep, PAUSE); };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('submit', () => clearTimeout(waiting));
}
