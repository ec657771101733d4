// One error class for every reason why an expression has no usable value; Python and the browser word it by `type`.
export class Trouble extends Error {
  constructor(type, values = {}, position = null) {
    super(type);
    Object.assign(this, { type, values, position });
  }
}

export function described(error, whole) {
  const type = error instanceof Trouble ? error.type : error.position ? 'SYNTAX' : 'NO_VALUE';
  return { type, values: error.values ?? {}, message: String(error.message), position: error.position ?? whole };
}
