// The closed list of functions: feelin's built-in ones, made strict where they are silent, and the host's own.
import { builtins, date, dateAndTime, FeelRange, getType, isDate, isDateTime } from 'feelin';
import { Trouble } from './trouble.js';
import { equals } from './equality.js';

let present = null;   // the clock of this call, with its offset
let calendar = {};    // of the version: {weekend: [1-7, Monday first], holidays: [[from, to]], hours, ramadan: [[from, to]], ramadan_hours}

export function setCall(now, scope) {
  present = now;
  calendar = scope.calendar ?? {};
}

const named = (names, fn) => Object.assign(fn, { $args: names });

// A list function takes one list or its members.
const listed = (name, fn) => named(['...list'], (...given) => {
  const list = given.length === 1 && Array.isArray(given[0]) ? given[0] : given;
  if (list.some(each => each === null || each === undefined)) throw new Trouble('ARGUMENTS', { name });
  return fn(list);
});

const numbers = (name, list) => {
  if (list.some(each => getType(each) !== 'number')) throw new Trouble('ARGUMENTS', { name });
  return list;
};

const beyond = (bound, low) =>
  new FeelRange({ start: low ? bound : null, end: low ? null : bound, 'start included': false, 'end included': false, valueType: getType(bound) });

const extreme = (name, low) => listed(name, list =>
  list.length ? list.reduce((best, each) => beyond(best, low).includes(each) ? each : best) : null);

builtins.now = named([], () => dateAndTime(present));
builtins.today = named([], () => date(present.slice(0, 10)));
builtins.sum = listed('sum', list => numbers('sum', list).reduce((total, each) => total + each, 0));
builtins.max = extreme('max', true);
builtins.min = extreme('min', false);

// feelin compares by identity here, so that a date is in no list.
const needsList = (name, list) => {
  if (!Array.isArray(list)) throw new Trouble('ARGUMENTS', { name });
  return list;
};
builtins['list contains'] = named(['list', 'element'], (list, element) =>
  needsList('list contains', list).some(each => equals(each, element)));
builtins['index of'] = named(['list', 'match'], (list, match) =>
  needsList('index of', list).flatMap((each, index) => equals(each, match) ? [index + 1] : []));

function guarded(name, check) {
  const stock = builtins[name];
  builtins[name] = named(stock.$args, (...given) => check(stock(...given), given));
}

// Only offsets: named zones need tables that the server's host of FEEL does not have.
for (const name of ['date and time', 'time', '@'])
  guarded(name, (value, [text]) => {
    if (value?.zone && !/^(UTC|[+-]\d\d:\d\d)$/.test(value.zone) || /@/.test(String(text))) throw new Trouble('NAMED_ZONE');
    return value;
  });

// feelin reads "" as 0, "0x10" as 16.
guarded('number', (value, [text]) => {
  if (typeof value === 'number' && !/\d/.test(text) || /[a-dx]/i.test(text)) throw new Trouble('ARGUMENTS', { name: 'number' });
  return value;
});

const kind = value => value instanceof FeelRange ? value.valueType : getType(value);
for (const name of ['before', 'after', 'meets', 'met by', 'overlaps', 'includes'])
  guarded(name, (value, [left, right]) => {
    if (kind(left) !== kind(right)) throw new Trouble('MIXED_TYPES', { left: kind(left), right: kind(right) });
    return value;
  });
for (const name of ['overlaps before', 'overlaps after', 'finishes', 'finished by', 'during', 'starts', 'started by', 'coincides'])
  delete builtins[name];

const FRIDAY = 5, SATURDAY = 6;
const day = (name, value) => {
  if (!isDate(value) && !isDateTime(value)) throw new Trouble('ARGUMENTS', { name });
  return date(String(value).slice(0, 10)).value;
};
const isWithin = (each, spans) => (spans ?? []).some(([from, to]) => String(from) <= each.toString() && each.toString() <= String(to));
const isWorking = each => !(calendar.weekend ?? [FRIDAY, SATURDAY]).includes(each.dayOfWeek) && !isWithin(each, calendar.holidays);

const MOST_WORKING_DAYS = 2000;
const LONGEST_CLOSURE = 60;
builtins['is working day'] = named(['date'], value => isWorking(day('is working day', value)));
builtins['working days'] = named(['date', 'n'], (from, n) => {
  if (!Number.isInteger(n) || n < 0 || n > MOST_WORKING_DAYS) throw new Trouble('ARGUMENTS', { name: 'working days' });
  let current = day('working days', from);
  for (let left = n, closed = 0; left > 0;) {
    current = current.add({ days: 1 });
    if (isWorking(current)) [left, closed] = [left - 1, 0];
    else if (++closed > LONGEST_CLOSURE) throw new Trouble('ARGUMENTS', { name: 'working days' });
  }
  return date(current.toString());
});

// Riyadh's hours, shorter in Ramadan; null on a day that is no working day.
const OFFSET = '+03:00';
const WORKDAY = ['08:00', '16:00'];
const hours = each => isWithin(each, calendar.ramadan) && calendar.ramadan_hours || calendar.hours || WORKDAY;
const moment = (each, time) => dateAndTime(`${each.toString()}T${time}:00${OFFSET}`);
for (const [name, end] of [['working day starts', 0], ['working day ends', 1]])
  builtins[name] = named(['date'], value => {
    const each = day(name, value);
    return isWorking(each) ? moment(each, String(hours(each)[end])) : null;
  });

export const isKnown = name => Object.hasOwn(builtins, name);
// These answer null for good reasons; any other null of a built-in function is a failure that feelin does not tell.
export const mayBeNull = new Set(['get value', 'working day starts', 'working day ends']);
export const nameOf = fn => Object.keys(builtins).find(name => builtins[name] === fn);
