// What both redrawing and keeping a draft send: everything typed, but no files; those wait for a button.
export function withoutFiles(form, kept = null) {
  const answers = new FormData(form);
  for (const input of form.querySelectorAll('input[type=file]')) {
    if (!kept?.contains(input)) answers.delete(input.name);
  }
  for (const box of form.querySelectorAll('input[type=checkbox]:checked')) {
    if (!answers.getAll(box.name).includes(box.value)) answers.append(box.name, box.value);
  }
  return answers;
}

export function say(form, word, more = '') {
  const body = form.querySelector('[data-form-body]');
  form.querySelector('[data-status]').textContent = [body.dataset[word], more].filter(Boolean).join(' ');
}
