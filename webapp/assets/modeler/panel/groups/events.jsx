/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// Times, messages and errors.
import { Choice, Group, TextField, Tick, usePanel } from '../fields.jsx';
import { allElements, codeOf, errorOf, errorParts, errorsOf, messageOf, messageParts, messagesOf, nameOf, NEW, property, tagOf, timeOf, timeParts } from '../model.js';
import { say } from '../texts.js';
import { Time } from '../time.jsx';
import { worded } from '../vocabulary.js';
import { FormOnly, RecordingRole } from './people.jsx';

const DUE = ['none', 'after', 'parameter', 'field', 'date', 'feel'];
const TIMER = ['after', 'parameter', 'field', 'date', 'repeat', 'feel'];

export function Due({ model }) {
  const { write } = usePanel();
  return (
    <Group id="due" title={say('due.group')}>
      <Time name="due" label={say('due')} body={property(model, 'due')} modes={DUE} keep={(_, due) => write({ due })} />
    </Group>
  );
}

const isBoundary = model => tagOf(model) === 'boundaryEvent';
const interrupts = model => model.cancelActivity !== false;

// A repetition never ends the step; choosing one switches that off in the same step.
export function Timer({ model }) {
  const { change, create } = usePanel();
  const keep = (tag, body) => {
    const own = tag === 'timeCycle' && isBoundary(model) && interrupts(model) ? [{ values: { cancelActivity: false } }] : [];
    change({ parts: timeParts(model, tag, body, create), own });
  };
  return (
    <Group id="timer" title={say('timer.group')}>
      <Time isTimer name="timer" label={say('timer')} body={timeOf(model)} modes={isBoundary(model) ? TIMER : TIMER.filter(mode => mode !== 'repeat')} keep={keep} />
      {isBoundary(model) && <Interrupts model={model} label={say('timer.interrupts')} />}
      <Marks model={model} />
    </Group>
  );
}

function Interrupts({ model, label }) {
  const { change } = usePanel();
  return <Tick name="interrupts" label={label} checked={interrupts(model)} keep={cancelActivity => change({ own: [{ values: { cancelActivity } }] })} />;
}

function Marks({ model }) {
  const { write } = usePanel();
  const marks = property(model, 'marks');
  const hint = marks ? say('marks.name', { name: marks }) : undefined;
  return <Tick name="marks" label={say('marks')} hint={hint} checked={Boolean(marks)} keep={isMarked => write({ marks: isMarked ? `${model.id.toLowerCase()}_passed` : '' })} />;
}

// A message is known to people by the element that waits for it.
export function Message({ model }) {
  const { vocabulary, change, create } = usePanel();
  const kept = messageOf(model), here = messagesOf(model).map(each => each.name).filter(Boolean);
  const names = [...new Set([...here, ...vocabulary.messages.map(each => each.key)])];
  const choose = name => change({ parts: messageParts(model, name, new Set(names), create) });
  const options = [...names.map(name => ({ value: name, label: messageWords(name, model, vocabulary) })), { value: NEW, label: say('message.new') }];
  return (
    <Group id="message" title={say('message.group')}>
      <Choice name="message" label={say('message')} value={kept} options={options} keep={choose} />
      <FormOnly model={model} />
      <RecordingRole model={model} />
      {isBoundary(model) && <Interrupts model={model} label={say('message.interrupts')} />}
    </Group>
  );
}

function messageWords(name, model, vocabulary) {
  const waiting = allElements(model).find(each => each.name && messageOf(each) === name);
  const known = vocabulary.messages.find(each => each.key === name);
  return (waiting && nameOf(waiting)) || (known ? worded(known) : name);
}

export function ErrorEvent({ model }) {
  const { vocabulary, change, create } = usePanel();
  const code = errorOf(model), here = errorsOf(model).map(each => ({ key: codeOf(each), ar: each.name, en: each.name }));
  const known = [...new Map([...vocabulary.errors, ...here].map(each => [each.key, each])).values()].filter(each => each.key);
  const found = errorsOf(model).find(each => codeOf(each) === code);
  const choose = chosen => change({ parts: errorParts(model, chosen, known.find(each => each.key === chosen)?.ar, new Set(known.map(each => each.key)), create) });
  return (
    <Group id="error" title={say('error.group')}>
      <Choice name="error" label={say('error')} value={code} options={[...known.map(each => ({ value: each.key, label: worded(each) })), { value: NEW, label: say('error.new') }]} keep={choose} />
      {found && <TextField name="error-name" label={say('error.name')} value={found.name ?? ''} keep={name => change({ parts: [{ model: found, values: { name, errorCode: code } }] })} />}
    </Group>
  );
}
