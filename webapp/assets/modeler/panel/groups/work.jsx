/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// What the engine does by itself: calculations, decision tables, messages to people, calls of other processes.
import { useEffect, useState } from 'preact/hooks';
import { Choice, Group, Link, Note, TextField, usePanel } from '../fields.jsx';
import { Feel } from '../feel.jsx';
import { processOf, property } from '../model.js';
import { say } from '../texts.js';
import { studio } from '../vocabulary.js';
import { keyed } from './people.jsx';

export const Manual = () => <Note>{say('manual.says')}</Note>;

// --- script: lines `name = FEEL`; what is no such line keeps its text and has no name

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const readLines = script => script.split('\n').filter(line => line.trim()).map(line => assignment(line) ?? { name: '', value: line.trim() });

function assignment(line) {
  const at = line.search(/=(?!=)/), name = at > 0 ? line.slice(0, at).trim() : '';
  return NAME.test(name) ? { name, value: line.slice(at + 1).trim() } : null;
}

const written = lines => lines.filter(({ name, value }) => name || value).map(({ name, value }) => (name ? `${name} = ${value}` : value)).join('\n');

export function Script({ model }) {
  const { change, isReadOnly } = usePanel();
  const [lines, setLines] = useState(() => readLines(model.script ?? ''));
  useEffect(() => { if (written(lines) !== (model.script ?? '').trim()) setLines(readLines(model.script ?? '')); }, [model.script]);
  const set = next => {
    setLines(next);
    const script = written(next.filter(({ name, value }) => !name === !value || value));
    if (script !== (model.script ?? '').trim()) change({ own: [{ values: { script, scriptFormat: undefined } }] });
  };
  const put = (index, values) => set(lines.map((each, at) => (at === index ? { ...each, ...values } : each)));
  return (
    <Group id="script" title={say('script.group')}>
      <ol class="pp-rows">
        {lines.map((line, index) => (
          <li key={index} class="pp-row">
            <TextField name="script-name" label={say('script.name', { number: index + 1 })} dir="ltr" value={line.name} keep={name => put(index, { name })} hint={line.name && !NAME.test(line.name) ? say('script.bad') : undefined} />
            <Feel name="script-value" label={say('script.value', { number: index + 1 })} body={line.value} keep={value => put(index, { value })} />
            {!isReadOnly && <button type="button" class="btn btn-quiet btn-sm" aria-label={say('removeThis', { name: line.name || index + 1 })} onClick={() => set(lines.filter((_, at) => at !== index))}>{say('remove')}</button>}
          </li>
        ))}
      </ol>
      {!isReadOnly && <button type="button" class="btn btn-outline-primary btn-sm" onClick={() => setLines([...lines, { name: '', value: '' }])}>{say('script.add')}</button>}
    </Group>
  );
}

// --- decision table

export function Decision({ model }) {
  const { vocabulary, write } = usePanel();
  const decision = property(model, 'decision'), result = property(model, 'result');
  const choose = key => write({ decision: key, result: !result || result === decision ? key : result });
  return (
    <Group id="decision" title={say('decision.group')}>
      <Choice name="decision" label={say('decision')} value={decision} options={keyed(vocabulary.decisions)} keep={choose} />
      {decision && <Link href={`${studio()}tables/${decision}`}>{say('decision.open')}</Link>}
      {decision && <TextField name="result" label={say('decision.result')} dir="ltr" value={result || decision} keep={name => write({ result: NAME.test(name) ? name : decision })} />}
    </Group>
  );
}

// --- a message to people

const APPLICANT = 'applicant', PEOPLE = 'people', FEEL = 'feel';

export function Send({ model }) {
  const { vocabulary, write } = usePanel();
  const to = property(model, 'to');
  const [how, setHow] = useState(to.startsWith('=') ? FEEL : PEOPLE);
  useEffect(() => { if (to) setHow(to.startsWith('=') ? FEEL : PEOPLE); }, [to]);
  const ways = [{ value: PEOPLE, label: say('send.people') }, { value: FEEL, label: say('send.feel') }];
  return (
    <Group id="send" title={say('send.group')}>
      <Choice name="how" label={say('send.how')} value={how} options={ways} keep={setHow} />
      {how === FEEL ? <Feel name="to-feel" body={to.startsWith('=') ? to : ''} wanted="users" keep={text => write({ to: text && `=${text}` })} /> : <Recipients to={to.startsWith('=') ? '' : to} keep={list => write({ to: list })} />}
      <Choice name="template" label={say('send.template')} value={property(model, 'template')} options={keyed(vocabulary.templates)} keep={template => write({ template })} />
      <Link href={`${studio()}texts/`}>{say('send.open')}</Link>
    </Group>
  );
}

function Recipients({ to, keep }) {
  const { vocabulary, isReadOnly } = usePanel();
  const chosen = to.split(',').map(each => each.trim()).filter(Boolean);
  const known = [{ value: APPLICANT, label: say('send.applicant') }, ...keyed(vocabulary.roles)];
  const strange = chosen.filter(each => !known.some(({ value }) => value === each)).map(value => ({ value, label: say('panel.unknown', { value }) }));
  const turn = (value, isChosen) => keep((isChosen ? [...chosen, value] : chosen.filter(each => each !== value)).join(', '));
  return (
    <fieldset class="pp-field" data-field="to" disabled={isReadOnly}>
      <legend class="form-label">{say('send.to')}</legend>
      {[...known, ...strange].map(({ value, label }) => (
        <label key={value} class="form-check">
          <input class="form-check-input" type="checkbox" value={value} checked={chosen.includes(value)} onChange={event => turn(value, event.currentTarget.checked)} />
          <span class="form-check-label">{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

// --- another process

export function Call({ model }) {
  const { vocabulary, change } = usePanel();
  const called = model.calledElement ?? '';
  const known = vocabulary.processes.find(each => each.key === called);
  return (
    <Group id="call" title={say('call.group')}>
      <Choice name="call" label={say('call')} value={called} options={keyed(vocabulary.callable(processOf(model)?.id))} keep={key => change({ own: [{ values: { calledElement: key || undefined } }] })} />
      {known && <Link href={`${studio()}diagrams/${known.file.split('/').pop().replace(/\.bpmn$/, '')}`}>{say('call.open')}</Link>}
    </Group>
  );
}
