// The buttons above the drawing: each does one thing, and is off where there is nothing to do.
import { ACROSS, roving } from './roving.js';

export function toolbar(bar, acts, drawing, isDraft) {
  bar.addEventListener('click', ({ target }) => acts[target.closest('[data-act]')?.dataset.act]?.());
  roving(bar, () => [...bar.querySelectorAll('button:not([disabled])')], ACROSS);
  if (!isDraft) return;
  const stack = drawing.get('commandStack');
  const turn = (act, isOn) => { const button = bar.querySelector(`[data-act=${act}]`); button.setAttribute('aria-disabled', String(!isOn)); };
  const update = () => { turn('undo', stack.canUndo()); turn('redo', stack.canRedo()); };
  drawing.on(['commandStack.changed', 'import.done'], update);
  update();
}
