// A row of tools is one stop for Tab; the arrow keys go from tool to tool.
export const ACROSS = document.dir === 'rtl' ? { ArrowRight: -1, ArrowLeft: 1 } : { ArrowRight: 1, ArrowLeft: -1 };
export const ISLAND = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

// `tools` gives what is in the row now; call what is returned after the row was drawn anew.
export function roving(row, tools, ways) {
  const keepOne = chosen => tools().forEach(each => { each.tabIndex = each === chosen ? 0 : -1; });
  row.addEventListener('keydown', event => {
    const all = tools();
    const step = ways[event.key];
    if (!step || !all.includes(document.activeElement)) return;
    event.preventDefault();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  row.addEventListener('focusin', ({ target }) => tools().includes(target) && keepOne(target));
  const begin = () => keepOne(tools().find(each => each.tabIndex === 0) ?? tools()[0]);
  begin();
  return begin;
}
