// What an expression says without being run: problems, names read, comparisons made.
import { isKnown } from './functions.js';
import { Trouble } from './trouble.js';

const SPACED_PROPERTIES = new Set(['time offset', 'start included', 'end included']);
const LITERALS = { StringLiteral: 'text', NumericLiteral: 'number', BooleanLiteral: 'boolean', null: 'null' };
const CONSTRUCTED = { date: 'date', 'date and time': 'date time', duration: 'duration', time: 'time' };

class Reader {
  constructor(text, valueOf) {
    Object.assign(this, { text, valueOf, problems: [], mentions: new Set(), names: new Set(), paths: new Set(), items: new Set(), comparisons: [] });
  }

  slice(node) { return this.text.slice(node.from, node.to); }
  name(node) { return this.slice(node).replace(/\s+/g, ' ').normalize('NFKC'); }
  problem(type, node, values = {}) { this.problems.push({ type, values, position: { from: node.from, to: node.to } }); }

  syntax(tree) {
    tree.iterate({ enter: ({ type, from, to }) => { if (type.isError) this.problem('SYNTAX', { from, to }); } });
  }

  // `scope` maps the names that the expression binds itself to the path they run over (null: not known);
  // `filter` is the path of the list whose [filter] we are in.
  visit(node, scope, filter) {
    const own = VISITS[node.name];
    if (own) return own(this, node, scope, filter);
    return this.children(node, scope, filter);
  }

  children(node, scope, filter) {
    for (let child = node.firstChild; child; child = child.nextSibling) this.visit(child, scope, filter);
  }

  // The dotted path a node stands for, or null when it is more than a path.
  path(node, scope, filter) {
    if (node.name === 'VariableName') return this.variable(this.name(node), scope, filter);
    if (node.name === 'ParenthesizedExpression') return this.path(node.firstChild.nextSibling, scope, filter);
    if (node.name === 'FilterExpression') return this.path(node.firstChild, scope, filter);
    if (node.name !== 'PathExpression') return null;
    const start = this.path(node.firstChild, scope, filter);
    return start && { ...start, value: `${start.value}.${this.name(node.lastChild)}` };
  }

  variable(name, scope, filter) {
    if (scope.has(name)) return scope.get(name);
    return filter === undefined ? { kind: 'path', value: name } : filter && { kind: 'item', value: `${filter.value}.${name}` };
  }

  operand(node, scope, filter) {
    const kind = LITERALS[node.name];
    if (kind) return { kind, value: this.valueOf(this.slice(node)) };
    if (node.name === '?') return { kind: 'path', value: '?' };
    if (node.name === 'DateTimeLiteral') return { kind: CONSTRUCTED[this.slice(node.firstChild)] ?? 'other', value: this.slice(node) };
    return this.path(node, scope, filter) ?? { kind: 'other', value: this.slice(node) };
  }

  compare(left, operator, right, node) {
    this.comparisons.push({ left, operator, right, position: { from: node.from, to: node.to } });
  }
}

const bound = (reader, node) => ['ContextEntry', 'FormalParameters'].flatMap(kind => node.getChildren(kind))
  .flatMap(each => each.name === 'FormalParameters' ? each.getChildren('FormalParameter') : [each])
  .map(each => [reader.name(each.firstChild), null]);

function iterated(reader, node, scope, filter) {
  const inner = new Map([...scope, ['partial', null]]);
  for (const each of node.getChild('InExpressions').getChildren('InExpression')) {
    const source = each.getChild('IterationContext') ?? each.lastChild;
    reader.visit(source, inner, filter);
    const whole = source.firstChild?.to === source.to;   // not a range
    inner.set(reader.name(each.firstChild), whole ? reader.path(source.firstChild, inner, filter) : null);
  }
  for (let child = node.getChild('InExpressions').nextSibling; child; child = child.nextSibling) reader.visit(child, inner, filter);
}

const VISITS = {
  ForExpression: iterated,
  QuantifiedExpression: iterated,
  FunctionDefinition: (reader, node, scope, filter) => reader.children(node, new Map([...scope, ...bound(reader, node)]), filter),
  Context: (reader, node, scope, filter) => reader.children(node, new Map([...scope, ...bound(reader, node)]), filter),
  Type: () => {},
  Key: () => {},
  FormalParameters: () => {},

  VariableName(reader, node, scope, filter) {
    const name = reader.name(node);
    if (scope.has(name)) return;
    if (called(node)) return isKnown(name) || reader.problem('UNKNOWN_FUNCTION', node, { name });
    if (/[\s`]/.test(name)) return reader.problem('NAME_WITH_SPACE', node, { name });
    reader.mentions.add(name);
    if (isKnown(name) && filter === undefined) return;
    if (filter === undefined) reader.names.add(name);
    else if (name !== 'item') reader.items.add(filter ? `${filter.value}.${name}` : name);
    const path = filter === undefined && node.parent.name !== 'PathExpression' && name;
    if (path) reader.paths.add(path);
  },

  PathExpression(reader, node, scope, filter) {
    reader.visit(node.firstChild, scope, filter);
    const property = reader.name(node.lastChild);
    if (/[\s`]/.test(property) && !SPACED_PROPERTIES.has(property)) reader.problem('NAME_WITH_SPACE', node.lastChild, { name: property });
    const path = reader.path(node, scope, filter);
    if (path && node.parent.name !== 'PathExpression') reader.paths.add(path.value);
  },

  FilterExpression(reader, node, scope, filter) {
    const list = node.firstChild, test = list.nextSibling.nextSibling;
    reader.visit(list, scope, filter);
    const path = reader.path(list, scope, filter);
    reader.visit(test, new Map([...scope, ['item', path]]), path);
  },

  Comparison(reader, node, scope, filter) {
    reader.children(node, scope, filter);
    const operator = reader.slice(node.firstChild.nextSibling).trim(), left = reader.operand(node.firstChild, scope, filter);
    if (operator === 'between') return;
    // `x == 1` reads as `x = (= 1)`
    if (operator !== 'in' && node.lastChild.name === 'SimplePositiveUnaryTest') return reader.problem('SYNTAX', node.lastChild);
    if (operator !== 'in') return reader.compare(left, operator, reader.operand(node.lastChild, scope, filter), node);
    for (const test of tests(node)) cell(reader, left, test, scope, filter);
  },

  PositiveUnaryTest(reader, node, scope, filter) {
    reader.children(node, scope, filter);
    if (node.parent.parent?.name === 'UnaryTests') cell(reader, { kind: 'path', value: '?' }, node, scope, filter);
  },

  DateTimeLiteral(reader, node, scope, filter) {
    reader.children(node, scope, filter);
    const parameters = node.getChild('PositionalParameters') ?? node.firstChild;
    const inner = parameters.firstChild;
    if (inner?.name !== 'StringLiteral' || inner !== parameters.lastChild && inner.nextSibling) return;
    try {
      reader.valueOf(reader.slice(node));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      reader.problem(error.type, node, error.values);
    }
  },
};

const called = node => node.parent?.name === 'FunctionInvocation' && node.parent.firstChild.from === node.from;

const tests = node => (node.getChild('PositiveUnaryTests') ?? node).getChildren('PositiveUnaryTest');

// A cell such as `> 3`, `"a"` or `["a", "b"]` compares the value with what it holds.
function cell(reader, left, test, scope, filter) {
  const inner = test.firstChild;
  if (!inner || inner.name === 'Comparison') return;
  // `x in [1..3] and y` reads as `x in ([1..3] and y)`
  if (/^(Con|Dis)junction$/.test(inner.name) && left.value !== '?') return reader.problem('MEMBERSHIP', test);
  if (inner.name === 'List')
    return [...nodes(inner)].forEach(each => reader.compare(left, '=', reader.operand(each, scope, filter), each));
  if (inner.name === 'ParenthesizedExpression') return cell(reader, left, { firstChild: inner.firstChild.nextSibling }, scope, filter);
  if (inner.name !== 'SimplePositiveUnaryTest') return reader.compare(left, '=', reader.operand(inner, scope, filter), inner);
  const operator = inner.getChild('CompareOp'), interval = inner.getChild('Interval');
  if (operator) reader.compare(left, reader.slice(operator), reader.operand(inner.lastChild, scope, filter), inner);
  if (interval) for (const each of [...nodes(interval)].filter(end => end.name !== '..')) reader.compare(left, '>=', reader.operand(each, scope, filter), each);
}

function* nodes(list) {
  for (let child = list.firstChild; child; child = child.nextSibling) if (!/^[[\]()]$/.test(child.name)) yield child;
}

export function read(text, tree, unary, valueOf) {
  const reader = new Reader(text, valueOf);
  reader.syntax(tree);
  if (!reader.problems.length) reader.visit(tree.topNode, new Map(unary ? [['?', { kind: 'path', value: '?' }]] : []), undefined);
  const sorted = set => [...set].sort();
  return { problems: reader.problems, mentions: sorted(reader.mentions), names: sorted(reader.names), paths: sorted(reader.paths),
    items: sorted(reader.items), comparisons: reader.comparisons, calendar: /working day/.test(text) };
}

