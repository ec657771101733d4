// What every drawing that is only looked at needs: the font before the lines are broken, names in the page's language, keys.
export const FONT = { fontFamily: '"IBM Plex Sans Arabic", Arial, sans-serif', fontSize: 12 };
export const TEXTS = { textRenderer: { defaultStyle: FONT, externalStyle: FONT } };
const MOVES = { ArrowLeft: { dx: 80 }, ArrowRight: { dx: -80 }, ArrowUp: { dy: 80 }, ArrowDown: { dy: -80 } };
const STEPS = { '+': 1, '=': 1, '-': -1 };

export async function load(address) {
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}

export const fontsReady = () => document.fonts.load('12px "IBM Plex Sans Arabic"', 'استقبال');

// The English names live in each element's properties; the drawing shows the page's language.
export function translate(viewer) {
  if (document.documentElement.lang !== 'en') return;
  const elements = viewer.get('elementRegistry');
  elements.forEach(element => {
    const name = englishName(element.businessObject);
    if (!name) return;
    element.businessObject.name = name;
    viewer.get('graphicsFactory').update(element.waypoints ? 'connection' : 'shape', element, elements.getGraphics(element));
  });
}

function englishName(model) {
  const bags = model?.extensionElements?.values ?? [];
  const properties = bags.flatMap(bag => bag.$children ?? bag.values ?? []);
  return properties.find(property => property.name === 'name_en')?.value;
}

// A key for each thing that a mouse can do. The wheel alone belongs to the page; with Ctrl it zooms.
export function listen(viewer, box) {
  box.addEventListener('keydown', event => {
    const move = MOVES[event.key];
    const step = STEPS[event.key];
    if (event.ctrlKey || event.metaKey || (!move && !step)) return;
    event.preventDefault();
    if (move) viewer.get('canvas').scroll({ dx: 0, dy: 0, ...move });
    else viewer.get('zoomScroll').stepZoom(step);
  });
  box.addEventListener('wheel', event => event.ctrlKey || event.stopPropagation(), { capture: true });
}

export function whenSeen(boxes, draw) {
  const seen = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target).catch(error => {
        target.textContent = target.dataset.failed;
        console.error(error);
      });
    }
  });
  for (const box of boxes) seen.observe(box);
}
