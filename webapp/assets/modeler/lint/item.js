// One finding: how grave, what is wrong, where; and the button that mends it.
import { say, severity } from './texts.js';

// `show` selects the element; without it the finding stands at its element already.
export function item(finding, { show, mend, address, name } = {}) {
  const line = document.createElement('li');
  line.className = `finding ${finding.severity} lint-item`;
  const tag = Object.assign(document.createElement('span'), { className: finding.severity === 'error' ? 'tag tag-late' : 'tag', textContent: severity(finding) });
  if (name) line.append(tag, ' ', Object.assign(document.createElement('bdi'), { className: 'lint-name', textContent: name }), ' ', sentence(finding, show, address));
  else line.append(tag, ' ', sentence(finding, show, address));
  if (mend && finding.fix) line.append(button(finding, mend));
  return line;
}

function sentence(finding, show, address) {
  const words = Object.assign(document.createElement('span'), { textContent: finding.sentence, dir: document.documentElement.dir });
  if (!show && !address) return words;
  const acts = show ? Object.assign(document.createElement('button'), { type: 'button' }) : Object.assign(document.createElement('a'), { href: address });
  acts.className = 'lint-go';
  acts.append(words);
  if (address) acts.append(' ', Object.assign(document.createElement('span'), { className: 'soft', textContent: say('in {file}', { file: finding.file.split('/').pop() }) }));
  if (show) acts.addEventListener('click', () => show(finding));
  return acts;
}

function button(finding, mend) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-outline-primary btn-sm lint-mend', textContent: say('Mend: {fix}', { fix: finding.fix.sentence }) });
  made.addEventListener('click', () => mend(finding));
  return made;
}
