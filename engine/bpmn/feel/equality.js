// Comparison without surprises: different types are an error, null only equals null.
import { FeelRange, getType, isRange, isZoned, rules, stockEquals } from 'feelin';
import { Trouble } from './trouble.js';

const ZONED = new Set(['time', 'date time']);

export function sameKind(left, right) {
  const kinds = { left: getType(left), right: getType(right) };
  if (kinds.left !== kinds.right) throw new Trouble('MIXED_TYPES', kinds);
  if (ZONED.has(kinds.left) && isZoned(left) !== isZoned(right)) throw new Trouble('NO_OFFSET');
}

// Takes the place of feelin's `equals` (build.mjs opens that place); `strict` is its function is().
export function equals(left, right, strict = false) {
  const [a, b] = [left ?? null, right ?? null];
  if (a === null || b === null) return a === b;
  if (strict) return stockEquals(a, b, strict);
  sameKind(a, b);
  if (Array.isArray(a)) return a.length === b.length && a.every((each, index) => equals(each, b[index]));
  return stockEquals(a, b);
}
rules.equals = equals;

// feelin answers `"abc" > 3` with false and no warning.
const includes = FeelRange.prototype.includes;
FeelRange.prototype.includes = function (value) {
  if (value !== null && value !== undefined && !isRange(value))
    for (const bound of [this.start, this.end]) if (bound !== null) sameKind(value, bound);
  return includes.call(this, value);
};
