// The border between JSON and FEEL: typed values in, plain values out.
import { date, dateAndTime, duration, isFunction, isRange } from 'feelin';
import { Trouble } from './trouble.js';

const ISO_DATE = /^\d{4}-\d\d-\d\d$/;
const ISO_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const WEEKS = /^P(\d+)W$/;

const isPlainObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);

// FEEL's own grammar has no weeks; ISO 8601 and the parameters of a policy do.
const days = text => duration(text.replace(WEEKS, (_, weeks) => `P${weeks * 7}D`));

// What no form declares (script results) is typed by its look: JSON has no dates.
function byLook(value) {
  if (typeof value === 'string') {
    if (ISO_DATE.test(value)) return date(value) ?? value;
    return ISO_DATE_TIME.test(value) ? dateAndTime(value) ?? value : value;
  }
  if (Array.isArray(value)) return value.map(byLook);
  return isPlainObject(value) ? entries(value, {}, byLook) : value;
}

// `__proto__` as a key would change what the object is.
const entries = (value, types, otherwise) => Object.fromEntries(Object.entries(value)
  .filter(([key]) => key !== '__proto__')
  .map(([key, entry]) => [key.normalize('NFKC'), Object.hasOwn(types, key) ? typed(entry, types[key]) : otherwise(entry)]));

// A declared column that was not answered is null, so that an unknown name is the author's mistake.
function record(value, columns) {
  if (!isPlainObject(value)) return byLook(value);
  const empty = Object.fromEntries(Object.keys(columns).map(name => [name.normalize('NFKC'), null]));
  return { ...empty, ...entries(value, columns, byLook) };
}

const READERS = {
  text: value => value,
  number: value => value,
  boolean: value => value,
  date: value => (ISO_DATE.test(value) ? date(value) : null) ?? value,
  'date time': value => (ISO_DATE_TIME.test(value) ? dateAndTime(value) : null) ?? value,
  duration: value => (typeof value === 'string' ? days(value) : null) ?? value,
};

export function typed(value, type = 'any') {
  if (value === null || value === undefined) return null;
  if (type?.context) return record(value, type.context);
  if (type?.list) return Array.isArray(value) ? value.map(each => listItem(each, type.list)) : byLook(value);
  return READERS[type] ? READERS[type](value) : byLook(value);
}

const listItem = (value, item) => typeof item === 'string' ? typed(value, item) : record(value, item);

export const scopeOf = (context, types) => entries(context, types ?? {}, byLook);

function storable(value) {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Trouble('NOT_FINITE');
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\u0000'))) throw new Trouble('NOT_STORABLE');
  if (typeof value === 'function' || isFunction(value) || isRange(value)) throw new Trouble('NOT_DATA', { kind: isRange(value) ? 'range' : 'function' });
  return value;
}

export function plain(value) {
  if (value === null || value === undefined) return null;
  storable(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value.toJSON === 'function') return value.toJSON();
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storable(key), plain(entry)]));
}
