// Two drew the same diagram, or unsaved work was left on this device: what happened, in words, and the choice.
import { said } from './translate.js';
import { ask, download, element } from './dialogs.js';
import { clock } from './saving.js';

const MOST = 30;

async function changesSince(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    return answer.ok ? (await answer.json()).changes : [];
  } catch { return []; }
}

function listed(changes) {
  const shown = changes.slice(0, MOST).map(text => element('li', {}, element('bdi', { text })));
  if (changes.length > MOST) shown.push(element('li', { text: said('and {count} more', { count: changes.length - MOST }) }));
  return element('ul', { class: 'modeler-changes' }, ...shown);
}

// "mine" or "theirs"; a download leaves the question open.
export async function chooseVersion({ other, since, mine, fileName }) {
  const changes = await changesSince(since);
  const who = other.by ? said('{by} saved this diagram at {time}.', { by: other.by, time: clock(other.at) }) : said('Somebody else saved this diagram.');
  const body = [element('p', { text: `${who} ${said('Your drawing is not lost: it is on this page.')}` })];
  if (changes.length) body.push(element('h3', { text: said('What they changed') }), listed(changes));
  const choices = [
    { label: said('Keep mine'), value: 'mine', look: 'primary' },
    { label: said('Take theirs'), value: 'theirs' },
    { label: said('Download mine'), does: async () => download(await mine(), fileName, 'application/xml') },
  ];
  return ask({ title: said('Somebody else changed this diagram'), body, choices });
}

// "continue" or "discard"
export function offerLeft({ left, seen, fileName }) {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'short' }).format(left.at);
  const body = [element('p', { text: said('On {time} you drew on this device and it did not reach the server.', { time: day }) })];
  if (left.seen !== seen) body.push(element('p', { text: said('The diagram was saved by somebody since then; you will choose between both.') }));
  const choices = [
    { label: said('Continue with it'), value: 'continue', look: 'primary' },
    { label: said('Download it'), does: () => download(left.xml, fileName, 'application/xml') },
    { label: said('Throw it away'), value: 'discard', look: 'outline-danger' },
  ];
  return ask({ title: said('Unsaved work was found'), body, choices });
}
