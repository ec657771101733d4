// A time as the officer says it (after 10 working days) and as the file has it (ISO 8601, or FEEL).
import { call, numberOf, pathOf, tree } from './feel_tree.js';
import { counted, say } from './texts.js';

const DURATION = /^P(?:(\d+)W|(\d+)D|T(\d+)H|T(\d+)M)$/;
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;
const CYCLE = /^R(\d*)\/(P.+)$/;
const LITERAL = /^(R\d*\/|P[\dT]|\d{4}-\d\d-\d\d)/;
const OFFSET = '+03:00';   // the association's wall clock; Riyadh has no summer time
export const UNITS = ['days', 'workdays', 'weeks', 'hours', 'minutes'];
const PERIODS = ['weeks', 'days', 'hours', 'minutes'];
const WRITTEN = { weeks: n => `P${n}W`, days: n => `P${n}D`, hours: n => `PT${n}H`, minutes: n => `PT${n}M` };

// Modes: none, after (amount, unit), parameter (name), field (name), date (day, at), repeat (times, amount, unit), feel (text).
// A date as a step's due means the end of that day. A timer fires at a moment: "within 10 working days" lasts until the tenth
// of them closes, so `isTimer` reads and writes that hour; a timer with the bare date is left to FEEL.
export function readTime(body, vocabulary, isTimer = false) {
  const text = body.trim();
  if (!text) return { mode: 'none' };
  return readPeriod(text) ?? readMoment(text) ?? readCycle(text) ?? readFormula(text, vocabulary, isTimer) ?? { mode: 'feel', text };
}

function readPeriod(text) {
  const found = DURATION.exec(text);
  if (!found) return null;
  const at = found.slice(1).findIndex(each => each !== undefined);
  return { mode: 'after', amount: Number(found[at + 1]), unit: PERIODS[at] };
}

function readMoment(text) {
  const found = MOMENT.exec(text);
  // Another offset than the association's would be another moment when written back.
  return found && [undefined, OFFSET].includes(found[3]) && !/T\d\d:\d\d:(?!00)/.test(text) ? { mode: 'date', day: found[1], at: found[2] ?? '' } : null;
}

function readCycle(text) {
  const found = CYCLE.exec(text), period = found && readPeriod(found[2]);
  return period ? { ...period, mode: 'repeat', times: found[1] === '' ? null : Number(found[1]) } : null;
}

// `=working days(today(), 10)`, `=reply_target`, `=promised_on`: read from the tree, so that spaces do not matter.
function readFormula(text, vocabulary, isTimer) {
  if (!text.startsWith('=')) return null;
  const source = text.slice(1), root = tree(source);
  const name = root && pathOf(root, source);
  if (name) return named(name, vocabulary);
  const day = root && (isTimer ? closing(root, source) : root);
  return day ? readWorkdays(day, source, isTimer) : null;
}

function closing(root, source) {
  const [day, ...more] = call(root, source, 'working day ends') ?? [];
  return more.length ? null : day;
}

function readWorkdays(day, source, isTimer) {
  const [from, amount, ...more] = call(day, source, 'working days') ?? [];
  const n = amount && numberOf(amount, source);
  const isToday = !more.length && from && call(from, source, 'today')?.length === 0;
  return isToday && Number.isInteger(n) && n >= least(isTimer) ? { mode: 'after', amount: n, unit: 'workdays' } : null;
}

// Today may be no working day, and such a day has no hour at which it closes.
const least = isTimer => (isTimer ? 1 : 0);

function named(name, vocabulary) {
  const type = vocabulary.typeOf(name);
  if (vocabulary.parameter(name)) return ['duration', 'date', 'date time'].includes(type) ? { mode: 'parameter', name } : null;
  return ['date', 'date time'].includes(type) ? { mode: 'field', name } : null;
}

// {tag, body}: what is written, and into which part of a timer; null while something is still missing.
export function writeTime(time, isTimer = false) {
  return WRITERS[time.mode](time, isTimer);
}

const WRITERS = {
  none: () => ({ tag: 'timeDuration', body: '' }),
  after: ({ amount, unit }, isTimer) => (unit === 'workdays' ? whole(amount) && amount >= least(isTimer) && { tag: 'timeDate', body: workdays(amount, isTimer) }
    : whole(amount) && amount > 0 && { tag: 'timeDuration', body: WRITTEN[unit](amount) }) || null,
  parameter: ({ name }) => (name ? { tag: 'timeDuration', body: `=${name}` } : null),
  field: ({ name }) => (name ? { tag: 'timeDate', body: `=${name}` } : null),
  date: ({ day, at }) => (day ? { tag: 'timeDate', body: at ? `${day}T${at}:00${OFFSET}` : day } : null),
  repeat: ({ times, amount, unit }) => (whole(amount) && amount > 0 && times !== 0
    ? { tag: 'timeCycle', body: `R${times ?? ''}/${WRITTEN[unit](amount)}` } : null),
  feel: ({ text, tag }) => ({ tag: /^R\d*\//.test(formula(text)) ? 'timeCycle' : tag ?? 'timeDuration', body: formula(text) }),
};

function workdays(amount, isTimer) {
  const day = `working days(today(), ${amount})`;
  return isTimer ? `=working day ends(${day})` : `=${day}`;
}

const whole = value => Number.isInteger(value) && value >= 0 && value <= 2000;

function formula(text) {
  const plain = text.trim().replace(/^=/, '').trim();
  return !plain || LITERAL.test(plain) ? plain : `=${plain}`;
}

// The sentence that stands beneath: "after 14 days", "on 2026-12-01", "every 7 days, 3 times".
export function timeInWords(time, vocabulary, isTimer = false) {
  switch (time.mode) {
    case 'after': return say(isTimer && time.unit === 'workdays' ? 'time.says.closing' : 'time.says.after', { length: counted(time.unit, time.amount) });
    case 'repeat': return repeatInWords(time);
    case 'date': return time.at ? say('time.says.moment', time) : say('time.says.date', time);
    case 'parameter': return parameterInWords(vocabulary.parameter(time.name));
    case 'field': return say('time.says.field', { name: vocabulary.wordsOf(time.name) });
    default: return '';
  }
}

function repeatInWords({ times, amount, unit }) {
  const length = counted(unit, amount);
  return times === null ? say('time.says.endless', { length }) : say('time.says.repeat', { length, times: counted('times', times) });
}

function parameterInWords(parameter) {
  if (!parameter) return '';
  return parameter.inWords ? say('time.says.parameter', { name: parameter.words, value: parameter.inWords }) : say('time.says.off', { name: parameter.words });
}
