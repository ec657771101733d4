// The buttons above the drawing: each does one thing, and is off where there is nothing to do.
const WAYS = { ArrowRight: 1, ArrowLeft: -1 };

const buttonsOf = bar => [...bar.querySelectorAll('button:not([disabled])')];

// One stop for Tab; the arrow keys go from button to button, in the direction of the page.
function listenToKeys(bar) {
  const forward = document.dir === 'rtl' ? -1 : 1;
  bar.addEventListener('keydown', event => {
    const buttons = buttonsOf(bar);
    const step = WAYS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons[(buttons.indexOf(document.activeElement) + step * forward + buttons.length) % buttons.length];
    next.focus();
  });
  bar.addEventListener('focusin', ({ target }) => buttonsOf(bar).forEach(button => { button.tabIndex = button === target ? 0 : -1; }));
  buttonsOf(bar).forEach((button, number) => { button.tabIndex = number ? -1 : 0; });
}

export function toolbar(bar, acts, drawing, isDraft) {
  bar.addEventListener('click', ({ target }) => acts[target.closest('[data-act]')?.dataset.act]?.());
  listenToKeys(bar);
  if (!isDraft) return;
  const stack = drawing.get('commandStack');
  const turn = (act, isOn) => { const button = bar.querySelector(`[data-act=${act}]`); button.setAttribute('aria-disabled', String(!isOn)); };
  const update = () => { turn('undo', stack.canUndo()); turn('redo', stack.canRedo()); };
  drawing.on(['commandStack.changed', 'import.done'], update);
  update();
}
