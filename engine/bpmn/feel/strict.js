// One rule a kind of node: where feelin would go on with null or guess, the expression fails and says where.
import { getType, isContext, isDate, isDateTime, isDuration, isFunction, isRange, rules } from 'feelin';
import { equals } from './equality.js';
import { mayBeNull, nameOf } from './functions.js';
import { Trouble } from './trouble.js';

const stock = rules.build;

const tagged = (fn, type) => Object.assign(fn, { type });

// The wrapped argument must give a boolean: null does not take the other branch.
const boolean = (argument, node) => tagged(context => {
  const value = argument(context);
  if (typeof value !== 'boolean') throw new Trouble('BOOLEAN_NEEDED', { kind: getType(value) }, argument.position ?? node.position);
  return value;
}, argument.type);

const list = argument => tagged(context => {
  const value = argument(context);
  if (!Array.isArray(value) && !isRange(value)) throw new Trouble('LIST_NEEDED', { kind: getType(value) }, argument.position);
  return value;
}, argument.type);

const replaced = (args, index, wrap, node) => args.map((each, at) => at === index ? wrap(each, node) : each);

// Three-valued as the standard has it: `x != null and x > 3` works. Where the left side decides, what fails on the right
// does not count, except a name nobody knows.
function logic(decides) {
  return (node, [left, , right]) => tagged(context => {
    const operand = argument => {
      const value = argument(context);
      if (value !== null && typeof value !== 'boolean') throw new Trouble('BOOLEAN_NEEDED', { kind: getType(value) }, argument.position);
      return value;
    };
    const first = operand(left);
    let second;
    try {
      second = operand(right);
    } catch (error) {
      if (first !== decides || error.type === 'NO_VARIABLE_FOUND') throw error;
      return decides;
    }
    if (first === decides || second === decides) return decides;
    return first === null || second === null ? null : !decides;
  }, 'test');
}

function checkedSum(operator, left, right, value) {
  if (operator === '/' && right === 0) throw new Trouble('DIVISION_BY_ZERO');
  if (isDate(left) && isDuration(right) && isDateTime(value)) throw new Trouble('HOURS_ON_DATE');
  if (value === null || value === undefined) throw new Trouble('INVALID_TYPE', { left: getType(left), right: getType(right) });
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Trouble('NOT_FINITE');
  return value;
}

const unplaced = { addWarning(node, type, { values: { left, right } }) { throw new Trouble(type, { left: getType(left), right: getType(right) }); } };

const SHAPES = {
  IfExpression: (node, args, ic) => stock(node, replaced(args, 1, boolean, node), ic),
  QuantifiedExpression: (node, args, ic) => stock(node, replaced(args, 3, boolean, node), ic),
  InExpression: (node, args, ic) => stock(node, replaced(args, 2, list, node), ic),
  Conjunction: logic(false),
  Disjunction: logic(true),

  Identifier: node => node.input.normalize('NFKC'),

  // The trouble is the calculation's, not the sign's: it gets its place there.
  ArithOp: (node, args) => {
    const operator = node.input, make = stock(node, args, unplaced);
    return context => (a, b) => {
      const left = a(context), right = b(context);
      return checkedSum(operator, left, right, make(context)(() => left, () => right));
    };
  },

  // A property of nothing is nothing: a ballot that was never held has no outcome.
  PathExpression: (node, [target, , property]) => tagged(context => {
    const read = value => value === null || value === undefined ? null : property(value);
    const value = target(context);
    return Array.isArray(value) ? value.map(read) : read(value);
  }, 'any'),

  FilterExpression: (node, [target, , filter]) => tagged(context => {
    const items = target(context);
    if (!Array.isArray(items)) throw new Trouble('LIST_NEEDED', { kind: getType(items) }, target.position);
    return filter.type === 'test' ? kept(items, filter, context) : itemAt(items, filter, context);
  }, 'any'),

  FunctionInvocation: (node, args, ic) => {
    const invoke = stock(node, args, ic);
    return tagged(context => {
      const value = invoke(context);
      if (value !== null && value !== undefined) return value;
      const called = args[0](context), name = typeof called === 'function' && nameOf(called);
      if (name && !mayBeNull.has(name)) throw new Trouble('ARGUMENTS', { name });
      return null;
    }, 'any');
  },

  UnaryTests: (node, args) => {
    const negated = args[0] === 'not';
    const tests = negated ? args.slice(2, -1) : args;
    return context => value => {
      const given = tests.flatMap(test => test(context));
      const met = given.map(test => meets(test, value));
      // not("a") would let an unanswered question through
      if (negated && value === null && !given.includes(null)) throw new Trouble('NULL_TESTED');
      if (met.includes(true)) return !negated;
      if (met.includes(null)) throw new Trouble('NULL_TESTED');
      return negated;
    };
  },
};

function meets(test, value) {
  if (typeof test === 'boolean') return test;
  if (typeof test === 'function') return test(value);
  if (isRange(test)) return test.includes(value);
  return Array.isArray(test) && !Array.isArray(value) ? test.some(each => equals(each, value)) : equals(test, value);
}

function kept(items, filter, context) {
  return items.filter(item => {
    let result = filter({ ...context, item, ...(isContext(item) ? item : {}) });
    if (typeof result === 'function') result = result(item);
    if (isRange(result)) result = result.includes(item);
    if (typeof result !== 'boolean') throw new Trouble('BOOLEAN_NEEDED', { kind: getType(result) }, filter.position);
    return result;
  });
}

// `l[checked]` with a boolean column is not seen as a test by the grammar: `l[checked = true]` is.
function itemAt(items, filter, context) {
  const index = filter(context);
  if (!Number.isInteger(index)) throw new Trouble('INDEX_NEEDED', { kind: getType(index) }, filter.position);
  const item = items[index < 0 ? items.length + index : index - 1];
  if (item === undefined) throw new Trouble('NO_ITEM', { index, count: items.length });
  return item;
}

// An error without a place gets the place of the innermost node that it passes.
function placed(fn, position) {
  const located = (...given) => {
    try {
      const value = fn(...given);
      return typeof value === 'function' && !value.$args && !isFunction(value) ? placed(value, position) : value;
    } catch (error) {
      if (error instanceof Trouble) error.position ??= position;
      throw error;
    }
  };
  return Object.assign(located, fn, { position });
}

const LOCATED = new Set(['Comparison', 'ArithmeticExpression', 'FunctionInvocation', 'DateTimeLiteral', 'FilterExpression', 'UnaryTests',
  'PositiveUnaryTest', 'SimplePositiveUnaryTest', 'VariableName', 'PathExpression', 'Conjunction', 'Disjunction']);

rules.build = (node, args, ic) => {
  try {
    const made = (SHAPES[node.name] ?? stock)(node, args, ic);
    return typeof made === 'function' && LOCATED.has(node.name) ? placed(made, node.position) : made;
  } catch (error) {
    if (error instanceof Trouble) error.position ??= node.position;
    throw error;
  }
};
