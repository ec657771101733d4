// Writing a message or a letter: a press on a name puts it where one was typing.
import './texts.css';

const form = document.querySelector('form[data-form]');
const isText = node => node.matches?.('textarea, input[type=text], input:not([type])');
let last = null;

form?.addEventListener('focusin', ({ target }) => { if (isText(target)) last = target; });

function insert(name) {
  // A redrawn row may have taken the box away.
  const box = last?.isConnected ? last : form.querySelector('textarea, input[type=text]');
  if (!box) return;
  const from = box.selectionStart ?? box.value.length;
  box.focus();
  box.setRangeText(name, from, box.selectionEnd ?? from, 'end');
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

for (const name of form && form.querySelector('[name=action][value=complete]') ? document.querySelectorAll('span[data-name]') : []) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-sm btn-outline-primary name' });
  button.append(...name.childNodes);
  button.addEventListener('click', () => insert(name.dataset.name));
  name.replaceWith(button);
}
const how = document.querySelector('[data-how]');
if (how && document.querySelector('button.name')) how.textContent = how.dataset.how;
