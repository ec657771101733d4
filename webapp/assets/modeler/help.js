// The keys of the drawing, in the page's language.
import { said } from './translate.js';
import { ask, element } from './dialogs.js';

const EDITING = [
  ['N', 'Create element'], ['A', 'Append element'], ['R', 'Change element'], ['E', 'Write the name'],
  ['Delete', 'Delete'], ['Ctrl+Z', 'Undo'], ['Ctrl+Y', 'Redo'], ['Ctrl+C', 'Copy'], ['Ctrl+X', 'Cut'], ['Ctrl+V', 'Paste'], ['Ctrl+D', 'Duplicate'],
  ['Ctrl+A', 'Select all'], ['← ↑ → ↓', 'Move the selection'], ['Shift + ← ↑ → ↓', 'Move it faster'],
  ['H', 'Hand tool'], ['L', 'Lasso tool'], ['S', 'Space tool'], ['C', 'Connect tool'],
];
const LOOKING = [
  ['Tab', 'From the tools to the drawing to the panel'], ['Ctrl+F', 'Search in diagram'], ['Ctrl + ← ↑ → ↓', 'Move the drawing'],
  ['Ctrl++', 'Larger'], ['Ctrl+-', 'Smaller'], ['Ctrl+0', 'Real size'], ['Home', 'Show all'], ['Esc', 'Leave a tool or a menu'], ['?', 'These keys'],
];

const row = ([keys, does]) => element('tr', {}, element('th', { scope: 'row' }, element('kbd', { dir: 'ltr', lang: 'en', text: keys })), element('td', { text: said(does) }));

export function showKeys(isDraft) {
  const table = element('table', { class: 'table table-sm' }, element('tbody', {}, ...[...(isDraft ? EDITING : []), ...LOOKING].map(row)));
  const body = element('div', { class: 'modeler-keys', tabindex: '0', role: 'group', 'aria-label': said('Keys') }, table);
  return ask({ title: said('Keys'), body: [body], choices: [{ label: said('Close'), value: true, look: 'primary' }], mayClose: true });
}
