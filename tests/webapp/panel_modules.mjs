// Asks the panel's own modules, for the tests: a list of questions in, a list of answers out.
import fs from 'node:fs';
import { readCondition, writeCondition } from '../../webapp/assets/modeler/panel/condition.js';
import { TEXTS, counted } from '../../webapp/assets/modeler/panel/texts.js';
import { readTime, timeInWords, writeTime } from '../../webapp/assets/modeler/panel/time.js';
import { Vocabulary } from '../../webapp/assets/modeler/panel/vocabulary.js';

const { page, questions, lang } = JSON.parse(fs.readFileSync(0, 'utf8'));
globalThis.document = { documentElement: { lang } };
const vocabulary = new Vocabulary(page);
const anew = table => table && { ...table, rows: table.rows.map(row => ({ ...row, source: undefined })) };

const ANSWERS = {
  condition: text => { const table = readCondition(text, vocabulary); return table && { table, kept: writeCondition(table), anew: writeCondition(anew(table)) }; },
  written: table => writeCondition(table),
  time: body => { const time = readTime(body, vocabulary); return { time, written: writeTime(time), words: timeInWords(time, vocabulary) }; },
  timer: body => { const time = readTime(body, vocabulary, true); return { time, written: writeTime(time, true), words: timeInWords(time, vocabulary, true) }; },
  counted: ([unit, n]) => counted(unit, n),
  texts: () => TEXTS,
  callable: key => vocabulary.callable(key).map(each => each.key),
};
process.stdout.write(JSON.stringify(questions.map(([kind, asked]) => ANSWERS[kind](asked))));
