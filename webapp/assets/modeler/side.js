// The panel and the findings beside the drawing: the whole side can be put away, and stays so in the next diagram.
import { box } from './stage.js';

const KEY = 'masar:side';

export function side(drawing) {
  const button = document.querySelector('[data-act=side]');
  const show = isShown => {
    box.classList.toggle('is-wide', !isShown);
    button.setAttribute('aria-pressed', String(isShown));
    drawing.get('canvas').resized();
  };
  show(localStorage.getItem(KEY) !== 'away');
  return () => {
    const isShown = box.classList.contains('is-wide');
    localStorage.setItem(KEY, isShown ? 'there' : 'away');
    show(isShown);
  };
}
