// What the list of findings says, in the page's language.
const ARABIC = {
  'Findings': 'نتائج الفحص',
  'Which findings': 'أي نتائج',
  'This diagram': 'هذا المخطط',
  'The whole draft': 'المسودة كلها',
  'Error': 'خطأ',
  'Note': 'تنبيه',
  'No findings: the diagram is sound.': 'لا ملاحظات: المخطط سليم.',
  'No findings in the whole draft.': 'لا ملاحظات في المسودة كلها.',
  '{errors} errors, {notes} notes': 'الأخطاء: {errors}، التنبيهات: {notes}',
  'Mend: {fix}': 'أصلح: {fix}',
  'Mended. You can undo it.': 'أُصلح. يمكنك التراجع عنه.',
  'It could not be mended here. Mend it in the drawing.': 'تعذر الإصلاح هنا. أصلحه في الرسم.',
  'The check could not be reached. What you see may be old; it tries again by itself.': 'تعذر الوصول إلى الفحص. قد يكون المعروض قديمًا؛ سيُعاد الفحص تلقائيًا.',
  'The drawing cannot be checked as it is now: {problem}': 'لا يمكن فحص الرسم بحاله الآن: {problem}',
  'Close': 'إغلاق',
  'in {file}': 'في {file}',
};
const isArabic = document.documentElement.lang === 'ar';

export const say = (text, values = {}) => ((isArabic && ARABIC[text]) || text).replace(/{(\w+)}/g, (place, name) => values[name] ?? place);
export const severity = finding => say(finding.severity === 'error' ? 'Error' : 'Note');
export const counts = findings => {
  const errors = findings.filter(each => each.severity === 'error').length;
  return say('{errors} errors, {notes} notes', { errors, notes: findings.length - errors });
};
