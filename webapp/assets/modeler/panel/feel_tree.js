// Reads FEEL into the tree that the engine's own parser gives; nothing here guesses by patterns of text.
import { parser } from 'lezer-feel';

const expressions = parser.configure({ top: 'Expression' });

// The one node that stands for the whole text, or null where it cannot be read.
export function tree(text) {
  const parsed = expressions.parse(text);
  let sound = true;
  parsed.iterate({ enter: ({ type }) => { if (type.isError) sound = false; } });
  const node = sound && parsed.topNode.firstChild;
  return node && !node.nextSibling ? inside(node) : null;
}

export const slice = (node, text) => text.slice(node.from, node.to);

// Without the brackets around it.
export const inside = node => (node.name === 'ParenthesizedExpression' ? inside(node.firstChild.nextSibling) : node);

export const children = node => {
  const found = [];
  for (let each = node.firstChild; each; each = each.nextSibling) found.push(each);
  return found;
};

const spaced = text => text.replace(/\s+/g, ' ').trim().normalize('NFKC');

// `need`, `CR_Ballot.outcome`; null for anything more than a path.
export function pathOf(node, text) {
  if (node.name === 'VariableName') return spaced(slice(node, text));
  if (node.name !== 'PathExpression') return null;
  const start = pathOf(node.firstChild, text);
  return start && `${start}.${spaced(slice(node.lastChild, text))}`;
}

// The arguments of a call of that function by position; null for anything else.
export function call(node, text, name) {
  if (node.name !== 'FunctionInvocation' || spaced(slice(node.firstChild, text)) !== name) return null;
  const given = node.getChild('PositionalParameters');
  return given ? children(given).map(inside) : null;
}

export function numberOf(node, text) {
  const value = node.name === 'NumericLiteral' ? Number(slice(node, text).replace(/\s+/g, '')) : NaN;
  return Number.isFinite(value) ? value : null;
}

export function textOf(node, text) {
  if (node.name !== 'StringLiteral') return null;
  try {
    return JSON.parse(slice(node, text));
  } catch {
    return null;   // FEEL's own escapes are left to whoever wrote them
  }
}

// `date("2026-12-01")` or `@"2026-12-01"` as its day.
export function dayOf(node, text) {
  if (node.name !== 'DateTimeLiteral') return null;
  const constructor = node.getChild('DateTimeConstructor'), literal = node.getChild('AtLiteral') ?? node.getChild('PositionalParameters');
  const word = constructor ? slice(constructor, text) : 'date';
  const written = literal?.getChild('StringLiteral'), day = written && textOf(written, text);
  return word === 'date' && day && /^\d{4}-\d\d-\d\d$/.test(day) ? day : null;
}

const ARABIC_DIGITS = /[٠-٩]/g;
export const westernDigits = text => text.replace(ARABIC_DIGITS, digit => '٠١٢٣٤٥٦٧٨٩'.indexOf(digit));
