/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// A time: how it is said, its parts, and the whole sentence beneath.
import { useEffect, useState } from 'preact/hooks';
import { Choice, Labelled, Note, NumberField, usePanel } from './fields.jsx';
import { Feel } from './feel.jsx';
import { say } from './texts.js';
import { readTime, timeInWords, UNITS, writeTime } from './time.js';
import { worded } from './vocabulary.js';

const START = { after: { amount: null, unit: 'days' }, repeat: { times: 1, amount: null, unit: 'days' }, parameter: { name: '' }, field: { name: '' }, date: { day: '', at: '' } };

// `keep(tag, body)`: one change. While a part is missing nothing is kept and the sentence says so.
// `isTimer`: it fires at a moment, and does not only say by which day.
export function Time({ name, label, body, modes, keep, isTimer = false }) {
  const { vocabulary } = usePanel();
  const read = () => readTime(body, vocabulary, isTimer);
  const written = each => writeTime(each, isTimer);
  const [time, setTime] = useState(read);
  useEffect(() => { if (written(time)?.body !== body) setTime(read()); }, [body, vocabulary.isLoaded]);

  const set = next => {
    setTime(next);
    const made = written(next);
    if (made && made.body !== body) keep(made.tag, made.body);
  };
  const turn = mode => (mode === 'feel' ? setTime({ mode, text: body }) : set({ mode, ...START[mode], ...carried(time, mode) }));
  const part = values => set({ ...time, ...values });
  const Parts = PARTS[time.mode];
  return (
    <div class="pp-time" data-field={name}>
      <Choice name={`${name}-mode`} label={label} value={modes.includes(time.mode) ? time.mode : ''} options={modes.map(mode => ({ value: mode, label: say(`time.mode.${mode}`) }))} keep={turn} />
      {Parts && <div class="pp-parts"><Parts time={time} part={part} keep={keep} /></div>}
      {written(time) ? timeInWords(time, vocabulary, isTimer) && <Note kind="says">{timeInWords(time, vocabulary, isTimer)}</Note> : <Note kind="warning">{say('time.missing')}</Note>}
    </div>
  );
}

// An amount stays when only the way of saying changes.
function carried(time, mode) {
  if (!['after', 'repeat'].includes(mode) || !('amount' in time)) return {};
  return { amount: time.amount, unit: mode === 'repeat' && time.unit === 'workdays' ? 'days' : time.unit };
}

const units = list => list.map(unit => ({ value: unit, label: say(`time.unit.${unit}`) }));

const PARTS = {
  after: ({ time, part }) => (
    <>
      <NumberField name="amount" label={say('time.amount')} value={time.amount} keep={amount => part({ amount })} />
      <Choice name="unit" label={say('time.unit')} value={time.unit} options={units(UNITS)} keep={unit => part({ unit })} />
    </>
  ),
  repeat: ({ time, part }) => (
    <>
      <NumberField name="amount" label={say('time.every')} value={time.amount} keep={amount => part({ amount })} />
      <Choice name="unit" label={say('time.unit')} value={time.unit} options={units(UNITS.filter(unit => unit !== 'workdays'))} keep={unit => part({ unit })} />
      <Choice name="times" label={say('time.times')} value={time.times === null ? 'endless' : String(time.times)} options={repetitions(time.times)} keep={times => part({ times: times === 'endless' ? null : Number(times) })} />
    </>
  ),
  parameter: ({ time, part }) => <Named time={time} part={part} label={say('time.parameter')} list={vocabulary => vocabulary.parameters.filter(({ type }) => type === 'duration' || type === 'date').map(each => ({ value: each.key, label: worded(each) }))} />,
  field: ({ time, part }) => <Named time={time} part={part} label={say('time.field')} list={vocabulary => vocabulary.ofType('date', 'date time').map(each => ({ value: each.name, label: worded(each), group: each.group }))} />,
  date: ({ time, part }) => (
    <>
      <DateField name="day" type="date" label={say('time.day')} value={time.day} keep={day => part({ day })} />
      <DateField name="at" type="time" label={say('time.at')} value={time.at} keep={at => part({ at })} />
    </>
  ),
  feel: ({ time, keep }) => <Feel name="time-feel" body={time.text} wanted="time" keep={text => { const { tag, body } = writeTime({ mode: 'feel', text }); keep(tag, body); }} />,
};

function Named({ time, part, label, list }) {
  const { vocabulary } = usePanel();
  return <Choice name="name" label={label} value={time.name} options={list(vocabulary)} keep={name => part({ name })} />;
}

const repetitions = times => [...new Set([1, 2, 3, 4, 5, 6, 10, times].filter(Number))].sort((a, b) => a - b)
  .map(n => ({ value: String(n), label: String(n) })).concat({ value: 'endless', label: say('time.endless') });

export function DateField({ name, label, value, keep, type = 'date' }) {
  const { isReadOnly } = usePanel();
  return (
    <Labelled {...{ name, label }}>
      {props => <input {...props} type={type} class="form-control" dir="ltr" value={value} disabled={isReadOnly} onChange={event => keep(event.currentTarget.value)} />}
    </Labelled>
  );
}
