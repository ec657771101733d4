// What the server and the browser share: FEEL by feelin with Masar's rules, JSON in, JSON out.
import { Interpreter, getType, parseExpression, parseUnaryTests } from 'feelin';
import { setCall } from './functions.js';
import { read } from './reading.js';
import './strict.js';
import { described, Trouble } from './trouble.js';
import { plain, scopeOf, typed } from './values.js';

const kinds = values => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, getType(value)]));

// Every warning is an error: feelin would go on with null.
const strictly = { addWarning(node, type, { values }) { throw new Trouble(type, kinds(values), node.position); } };

// Parsing is nearly all the cost. Names hold no spaces here, so the tree depends on the text alone.
const KEPT = 600, LONGEST_KEPT = 1000;
const compiled = new Map();
const interpreter = new Interpreter();

const parsed = (text, unary) => (unary ? parseUnaryTests : parseExpression)(text, {});

function compile(text, unary) {
  const key = (unary ? '?' : '=') + text;
  if (compiled.has(key)) return compiled.get(key);
  const { root } = interpreter._buildExecutionTree(parsed(text, unary), text, strictly);
  if (compiled.size >= KEPT) compiled.delete(compiled.keys().next().value);
  if (text.length <= LONGEST_KEPT) compiled.set(key, root);
  return root;
}

const evaluate = (text, scope) => compile(text, false)(scope);
const test = (text, value, scope) => compile(text, true)({ ...scope, '?': value })(value);

// One crossing for a whole table; `at` says which input, cell or output failed.
function decide({ inputs, rules, results, first }, scope) {
  let at;
  const value = (place, text, run) => {
    at = { ...place, text };
    return run();
  };
  try {
    const values = inputs.map(({ text, type }, column) => value({ column }, text, () => fitting(evaluate(text, scope), type, 'INPUT_TYPE')));
    const hits = [];
    rules.forEach(({ cells }, rule) => {
      if (first && hits.length) return;
      if (cells.every((text, column) => text === null || value({ rule, column }, text, () => test(text, values[column], scope)))) hits.push(rule);
    });
    const outputs = hits.map(rule => rules[rule].outputs.map((text, output) =>
      value({ rule, output }, text, () => plain(fitting(evaluate(text, scope), results[output], 'OUTPUT_TYPE')))));
    return { hits, outputs };
  } catch (error) {
    error.at = at;
    throw error;
  }
}

// FEEL's `null` and text are no numbers: neither may choose a rule or be its result.
function fitting(value, type, trouble) {
  const wanted = type === 'text' ? 'string' : type;
  if (wanted !== 'any' && getType(value) !== wanted) throw new Trouble(trouble, { wanted, kind: getType(value) });
  return value;
}

const operations = {
  evaluate: ({ text }, scope) => ({ value: plain(evaluate(text, scope)) }),
  test: ({ text, value, type }, scope) => ({ value: test(text, typed(value, type ?? 'any'), scope) }),
  check: ({ text, unary }) => read(text, parsed(text, unary), unary, literal => plain(evaluate(literal, {}))),
  decide,
};

function run(request, scope) {
  try {
    return operations[request.do](request, scope);
  } catch (error) {
    // The host's own ends (memory, stack) are not errors of the expression.
    if (!(error instanceof Error) || error.name === 'InternalError') throw error;
    const text = error.at?.text ?? request.text;
    return { error: { ...described(error, { from: 0, to: text.length }), at: error.at } };
  }
}

globalThis.feel = message => {
  const { requests, context, types, now } = JSON.parse(message);
  const scope = scopeOf(context ?? {}, types);
  setCall(now, scope);
  return JSON.stringify(requests.map(request => run(request, scope)));
};
