// Applies what libraries write as style="..." in markup: the build renames it to data-style, and the policy allows CSSOM.
const ATTRIBUTE = 'data-style';

function apply(element) {
  element.style.cssText = element.getAttribute(ATTRIBUTE);
  element.removeAttribute(ATTRIBUTE);
}

function scan(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  if (node.hasAttribute(ATTRIBUTE)) apply(node);
  node.querySelectorAll(`[${ATTRIBUTE}]`).forEach(apply);
}

function look(records) {
  for (const { type, target, addedNodes } of records) {
    if (type === 'childList') addedNodes.forEach(scan);
    else if (target.hasAttribute(ATTRIBUTE)) apply(target);
  }
}

new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: [ATTRIBUTE] });
