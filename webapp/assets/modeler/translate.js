// Says every text of the modeler in the page's language; English texts are the keys. What has no Arabic is recorded.
import arabic from './ar.js';

const missing = (window.missingTexts ??= new Set());
const isArabic = () => document.documentElement.lang === 'ar';

function wording(text) {
  if (!isArabic()) return text;
  if (text in arabic) return arabic[text];
  if (/[A-Za-z]{2}/.test(text)) missing.add(text);
  return text;
}

export function said(text, values = {}) {
  const put = (place, name) => (name in values ? wordOf(values[name]) : place);
  return wording(String(text)).replace(/{([^}]+)}/g, put);
}

// A value may be a term of the catalogue (the kind of an element) or what a person typed.
const wordOf = value => (isArabic() && arabic[value]) || value;

export default { translate: ['value', said] };
