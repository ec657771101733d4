// One error class for every reason why an expression has no usable value; Python and the browser word it by `type`.
export class Trouble extends Error {
  constructor(type, values = {}, position = null) {
    super(type);
    Object.assign(this, { type, values, position });
  }
}

export function described(error, whole) {
  const foreign = /stack/.test(error.message) ? 'TOO_DEEP' : error.position ? 'SYNTAX' : 'NO_VALUE';
  const type = error instanceof Trouble ? error.type : foreign;
  return { type, values: error.values ?? {}, position: error.position ?? whole };
}
