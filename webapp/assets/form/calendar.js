// The Hijri day beside a Gregorian date that is being typed; the server says the rest.
const DIGITS = { '٠': 0, '١': 1, '٢': 2, '٣': 3, '٤': 4, '٥': 5, '٦': 6, '٧': 7, '٨': 8, '٩': 9, '۰': 0, '۱': 1, '۲': 2, '۳': 3, '۴': 4, '۵': 5, '۶': 6, '۷': 7, '۸': 8, '۹': 9 };
const hijri = new Intl.DateTimeFormat('en-GB-u-ca-islamic-umalqura-nu-latn', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' });

function gregorian(text) {
  const plain = [...text.trim()].map(letter => DIGITS[letter] ?? letter).join('');
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(plain) ?? [];
  const [, day2, month2, year2] = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(plain) ?? [];
  const parts = [Number(year ?? year2), Number(month ?? month2), Number(day ?? day2)];
  const date = new Date(Date.UTC(parts[0], parts[1] - 1, parts[2]));
  const isReal = parts[0] >= 1925 && parts[0] <= 2076 && date.getUTCMonth() === parts[1] - 1 && date.getUTCDate() === parts[2];
  return isReal ? date : null;
}

function inHijri(date) {
  const part = Object.fromEntries(hijri.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}`;
}

function show(input) {
  const note = document.getElementById(`${input.id}-hint`)?.querySelector('[data-calendar]');
  const date = gregorian(input.value);
  if (!note || (!date && input.value.trim())) return note?.replaceChildren();
  if (!date) return undefined;
  const day = document.createElement('bdi');
  day.textContent = `${inHijri(date)} ${note.dataset.hijri}`;
  return note.replaceChildren(` ${note.dataset.word} `, day);
}

export function showCalendars(root) {
  for (const input of root.querySelectorAll('input[data-date]')) input.addEventListener('input', () => show(input));
}
