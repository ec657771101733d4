// A form that is being filled in: redrawn as answers change, kept as a draft, signed on the screen.
import '../form/form.css';
import { autosave } from '../form/autosave.js';
import { showCalendars } from '../form/calendar.js';
import { keepInStep } from '../form/redraw.js';
import { drawSignatures } from '../form/signature.js';

const enliven = root => { drawSignatures(root); showCalendars(root); };

for (const form of document.querySelectorAll('form[data-form]')) {
  if (!form.querySelector('[data-form-body]')) continue;
  for (const button of form.querySelectorAll('[data-redraw]')) button.hidden = true;
  // Enter in a text box would press the form's first button, which only draws the page again.
  form.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target.matches('input:not([type=file], [type=search])')) event.preventDefault();
  });
  enliven(form);
  keepInStep(form, enliven);
  if (form.dataset.autosave) autosave(form);
}

document.querySelector('[data-summary]')?.focus();
document.documentElement.dataset.ready = 'true';
