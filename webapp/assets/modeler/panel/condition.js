// A condition as rows of a table (field, sign, value) and as FEEL; what is not such a table stays FEEL.
import { call, children, dayOf, inside, numberOf, pathOf, slice, textOf, tree } from './feel_tree.js';

const COMPARED = ['=', '!=', '<', '<=', '>', '>='];
const EQUAL = ['=', '!='], EMPTY = ['empty', 'filled'];
const ORDERED = [...COMPARED, 'between', ...EMPTY];

// The signs that fit a type of field; the first is offered first.
export const SIGNS = {
  choice: [...EQUAL, 'in', ...EMPTY], text: [...EQUAL, 'contains', ...EMPTY], paragraph: ['contains', ...EMPTY], number: ORDERED, money: ORDERED, date: ORDERED,
  'date time': EMPTY, duration: EMPTY, boolean: ['yes', 'no', ...EMPTY], choices: ['has', ...EMPTY], any: [...EQUAL, ...EMPTY],
};
const VALUELESS = new Set([...EMPTY, 'yes', 'no']);
export const signsOf = field => SIGNS[field?.type] ?? EMPTY;
export const needsValue = sign => !VALUELESS.has(sign);
export const valuesNeeded = sign => (VALUELESS.has(sign) ? 0 : sign === 'between' ? 2 : 1);

// Values: {kind: 'text' | 'number' | 'date' | 'list' | 'boolean' | 'name' (of a parameter) | 'today', value}.

// --- reading

// {join, rows} or null; an empty text is a table without rows.
export function readCondition(body, vocabulary) {
  const text = body.trim().replace(/^=/, '').trim();
  if (!text) return { join: 'and', rows: [] };
  const root = tree(text);
  if (!root) return null;
  const join = root.name === 'Disjunction' ? 'or' : 'and';
  const rows = parts(root, join).map(node => readRow(node, text, vocabulary));
  return rows.every(Boolean) ? { join, rows } : null;
}

const JOINED = { and: 'Conjunction', or: 'Disjunction' };

function parts(node, join) {
  if (node.name !== JOINED[join]) return [inside(node)];
  return children(node).filter(({ name }) => name !== join).flatMap(each => (each.name === JOINED[join] ? parts(each, join) : [inside(each)]));
}

// `source` keeps the author's own writing of a row that nobody changes here.
function readRow(node, text, vocabulary) {
  const read = readers(vocabulary).map(reader => reader(node, text)).find(Boolean);
  const field = read && vocabulary.field(read.field);
  if (!field || !signsOf(field).includes(read.sign) || !read.values.every(value => fits(value, field, vocabulary))) return null;
  return { ...read, source: slice(node, text) };
}

const readers = vocabulary => [readFlag, readComparison, readCall(vocabulary)];

function readFlag(node, text) {
  const name = pathOf(node, text);
  if (name) return { field: name, sign: 'yes', values: [] };
  const [inner, ...more] = call(node, text, 'not') ?? [];
  const negated = inner && !more.length && pathOf(inner, text);
  return negated ? { field: negated, sign: 'no', values: [] } : null;
}

function readComparison(node, text) {
  if (node.name !== 'Comparison') return null;
  const [left, sign, ...rest] = children(node);
  const field = pathOf(inside(left), text);
  return field && (READ_SIGNS[sign.name]?.(field, slice(sign, text), rest, text) ?? null);
}

const READ_SIGNS = {
  CompareOp: (field, sign, [right], text) => compared(field, sign, right && inside(right), text),
  between: (field, _, [low, , high], text) => ({ field, sign: 'between', values: [low, high].map(each => readValue(inside(each), text)) }),
  in: (field, _, rest, text) => ({ field, sign: 'in', values: [readList(rest, text)] }),
};

function compared(field, sign, right, text) {
  if (!right || !COMPARED.includes(sign)) return null;
  if (right.name === 'null') return sign === '=' || sign === '!=' ? { field, sign: sign === '=' ? 'empty' : 'filled', values: [] } : null;
  if (right.name === 'BooleanLiteral') return sign === '=' ? { field, sign: slice(right, text) === 'true' ? 'yes' : 'no', values: [] } : null;
  return { field, sign, values: [readValue(right, text)] };
}

const readCall = vocabulary => (node, text) => {
  for (const [name, sign] of [['contains', 'contains'], ['list contains', 'has']]) {
    const [list, part, ...more] = call(node, text, name) ?? [];
    const field = list && pathOf(list, text);
    if (field && part && !more.length && vocabulary.field(field)) return { field, sign, values: [readValue(part, text)] };
  }
  return null;
};

// `["a", "b"]` and `("a", "b")`
function readList(rest, text) {
  const tests = rest.flatMap(each => (each.name === 'PositiveUnaryTests' ? children(each) : each.name === 'PositiveUnaryTest' ? [each] : []));
  const nodes = tests.map(each => each.firstChild).flatMap(each => (each?.name === 'List' ? children(each).filter(({ name }) => /^\w/.test(name)) : [each]));
  const values = nodes.map(each => each && textOf(each, text));
  return values.length && values.every(each => each !== null && each !== undefined) ? { kind: 'list', value: values } : null;
}

function readValue(node, text) {
  const literal = [['text', textOf], ['number', numberOf], ['date', dayOf]].map(([kind, read]) => ({ kind, value: read(node, text) })).find(({ value }) => value !== null);
  if (literal) return literal;
  if (call(node, text, 'today')?.length === 0) return { kind: 'today' };
  const name = pathOf(node, text);
  return name ? { kind: 'name', value: name } : null;
}

const LITERAL_OF = { choice: 'text', text: 'text', paragraph: 'text', number: 'number', money: 'number', date: 'date', choices: 'text' };

function fits(value, field, vocabulary) {
  if (!value) return false;
  if (value.kind === 'today') return field.type === 'date';
  if (value.kind === 'name') return parametersFor(field, vocabulary).some(({ name }) => name === value.value);
  const known = each => !field.choices || field.choices.some(({ key }) => key === each);
  if (value.kind === 'list') return field.type === 'choice' && value.value.every(known);
  if (field.type === 'any') return value.kind === 'text' || value.kind === 'number';
  return value.kind === LITERAL_OF[field.type] && (value.kind !== 'text' || known(value.value));
}

// Parameters whose value can stand beside a field of that type.
export function parametersFor(field, vocabulary) {
  const wanted = field.type === 'paragraph' ? 'text' : field.type;
  return vocabulary.parameters.filter(each => each.type === wanted).map(each => ({ name: each.key, ar: each.ar, en: each.en })).filter(({ name }) => name !== field.name);
}

// --- writing

export const isWhole = row => Boolean(row.field && row.sign) && row.values.length === valuesNeeded(row.sign) && row.values.every(isGiven);

const isGiven = value => Boolean(value) && (value.kind === 'today' || (value.kind === 'list' ? value.value.length > 0 : value.value !== '' && value.value !== null && value.value !== undefined));

// FEEL of the rows that are complete. Brackets where `and` would be read as part of the row.
export function writeCondition({ join, rows }) {
  const whole = rows.filter(isWhole);
  const alone = whole.length === 1;
  return whole.map(row => (!alone && isOpen(row) ? `(${writeRow(row)})` : writeRow(row))).join(` ${join} `);
}

const isOpen = ({ sign, source }) => sign === 'between' || sign === 'in' || / (and|or) /.test(source ?? '');

function writeRow({ field, sign, values, source }) {
  return source ?? WRITERS[sign]?.(field, ...values.map(writeValue)) ?? `${field} ${sign} ${writeValue(values[0])}`;
}

const WRITERS = {
  empty: field => `${field} = null`,
  filled: field => `${field} != null`,
  yes: field => `${field} = true`,
  no: field => `${field} = false`,
  in: (field, list) => `${field} in ${list}`,
  between: (field, low, high) => `${field} between ${low} and ${high}`,
  contains: (field, part) => `contains(${field}, ${part})`,
  has: (field, part) => `list contains(${field}, ${part})`,
};

function writeValue({ kind, value }) {
  if (kind === 'today') return 'today()';
  if (kind === 'list') return `[${value.map(each => JSON.stringify(each)).join(', ')}]`;
  if (kind === 'date') return `date("${value}")`;
  return kind === 'text' ? JSON.stringify(value) : String(value);
}
