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
export function readTime(body, vocabulary) {
  const text = body.trim();
  if (!text) return { mode: 'none' };
  return readPeriod(text) ?? readMoment(text) ?? readCycle(text) ?? readFormula(text, vocabulary) ?? { mode: 'feel', text };
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
function readFormula(text, vocabulary) {
  if (!text.startsWith('=')) return null;
  const source = text.slice(1), root = tree(source);
  const name = root && pathOf(root, source);
  if (name) return named(name, vocabulary);
  const [from, amount, ...more] = (root && call(root, source, 'working days')) ?? [];
  const n = amount && numberOf(amount, source);
  return !more.length && from && call(from, source, 'today')?.length === 0 && Number.isInteger(n) && n >= 0 ? { mode: 'after', amount: n, unit: 'workdays' } : null;
}

function named(name, vocabulary) {
  const type = vocabulary.typeOf(name);
  if (vocabulary.parameter(name)) return ['duration', 'date', 'date time'].includes(type) ? { mode: 'parameter', name } : null;
  return ['date', 'date time'].includes(type) ? { mode: 'field', name } : null;
}

// {tag, body}: what is written, and into which part of a timer; null while something is still missing.
export function writeTime(time) {
  return WRITERS[time.mode](time);
}

const WRITERS = {
  none: () => ({ tag: 'timeDuration', body: '' }),
  after: ({ amount, unit }) => (unit === 'workdays' ? whole(amount) && { tag: 'timeDate', body: `=working days(today(), ${amount})` }
    : whole(amount) && amount > 0 && { tag: 'timeDuration', body: WRITTEN[unit](amount) }) || null,
  parameter: ({ name }) => (name ? { tag: 'timeDuration', body: `=${name}` } : null),
  field: ({ name }) => (name ? { tag: 'timeDate', body: `=${name}` } : null),
  date: ({ day, at }) => (day ? { tag: 'timeDate', body: at ? `${day}T${at}:00${OFFSET}` : day } : null),
  repeat: ({ times, amount, unit }) => (whole(amount) && amount > 0 && times !== 0
    ? { tag: 'timeCycle', body: `R${times ?? ''}/${WRITTEN[unit](amount)}` } : null),
  feel: ({ text, tag }) => ({ tag: /^R\d*\//.test(formula(text)) ? 'timeCycle' : tag ?? 'timeDuration', body: formula(text) }),
};

const whole = value => Number.isInteger(value) && value >= 0 && value <= 2000;

function formula(text) {
  const plain = text.trim().replace(/^=/, '').trim();
  return !plain || LITERAL.test(plain) ? plain : `=${plain}`;
}

// The sentence that stands beneath: "after 14 days", "on 2026-12-01", "every 7 days, 3 times".
export function timeInWords(time, vocabulary) {
  switch (time.mode) {
    case 'after': return say('time.says.after', { length: counted(time.unit, time.amount) });
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
