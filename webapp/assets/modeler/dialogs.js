// Questions in a dialogue of the page: a title, some text, and buttons of which one is chosen.
export function element(name, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

// `choices`: {label, value, look, does}; a choice with `does` acts and leaves the dialogue open.
export function ask({ title, body = [], choices, mayClose = false, className = '' }) {
  const heading = element('h2', { id: 'dialog-title', text: title });
  const buttons = element('div', { class: 'modeler-choices' });
  const dialog = element('dialog', { class: `modeler-dialog ${className}`, 'aria-labelledby': 'dialog-title' }, heading, ...body, buttons);
  document.getElementById('modeler').append(dialog);
  return new Promise(resolve => {
    const close = value => { dialog.close(); dialog.remove(); resolve(value); };
    for (const { label, value, look = 'outline-primary', does } of choices) {
      const button = element('button', { type: 'button', class: `btn btn-${look}`, text: label });
      button.addEventListener('click', () => (does ? does() : close(value)));
      buttons.append(button);
    }
    dialog.addEventListener('cancel', event => { event.preventDefault(); if (mayClose) close(undefined); });
    dialog.showModal();
  });
}

export function download(text, name, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
