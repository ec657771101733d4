/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// A condition: a table of rows where it is one, else its FEEL; going between the two changes no letter.
import { useEffect, useRef, useState } from 'preact/hooks';
import { isWhole, needsValue, parametersFor, readCondition, signsOf, valuesNeeded, writeCondition } from './condition.js';
import { Choice, Note, usePanel } from './fields.jsx';
import { Feel } from './feel.jsx';
import { has, say } from './texts.js';
import { Value } from './value.jsx';
import { worded } from './vocabulary.js';

const NEW_ROW = { field: '', sign: '', values: [] };

export function Condition({ body, keep }) {
  const { vocabulary } = usePanel();
  const read = readCondition(body, vocabulary);
  const [wantsFeel, setWantsFeel] = useState(false);
  const isFeel = wantsFeel || !read;
  return (
    <div class="pp-condition" data-mode={isFeel ? 'feel' : 'rows'}>
      {isFeel ? <Feel name="condition" body={body} wanted="condition" keep={keep} /> : <Rows read={read} body={body} keep={keep} />}
      {!read && <Note>{say('feel.only')}</Note>}
      {read && <button type="button" class="btn btn-quiet btn-sm" onClick={() => setWantsFeel(!wantsFeel)}>{say(wantsFeel ? 'feel.hide' : 'feel.show')}</button>}
    </div>
  );
}

// Rows that are not complete yet live here only; the file has the complete ones.
function Rows({ read, body, keep }) {
  const { isReadOnly } = usePanel();
  const first = () => (read.rows.length ? read : { join: 'and', rows: [NEW_ROW] });
  const [table, setTable] = useState(first);
  const written = useRef(body);
  useEffect(() => { if (written.current !== body) { written.current = body; setTable(first()); } }, [body]);

  const set = next => {
    setTable(next);
    const text = writeCondition(next);
    if (text !== written.current && (text || !next.rows.some(row => row.field))) { written.current = text; keep(text); }
  };
  const row = (index, values) => set({ ...table, rows: table.rows.map((each, at) => (at === index ? { ...each, ...values, source: undefined } : each)) });
  const drop = index => set({ ...table, rows: table.rows.filter((_, at) => at !== index) });
  return (
    <>
      {table.rows.length > 1 && <Choice name="join" label={say('rows.join')} value={table.join} options={['and', 'or'].map(join => ({ value: join, label: say(`rows.${join}`) }))} keep={join => set({ ...table, join })} />}
      <ol class="pp-rows">
        {table.rows.map((each, index) => <Row key={index} row={each} number={index + 1} change={values => row(index, values)} drop={() => drop(index)} />)}
      </ol>
      {table.rows.some(each => !isWhole(each)) && table.rows.some(each => each.field) && <Note kind="warning">{say('rows.incomplete')}</Note>}
      {!isReadOnly && <button type="button" class="btn btn-outline-primary btn-sm" onClick={() => setTable({ ...table, rows: [...table.rows, NEW_ROW] })}>{say('rows.add')}</button>}
    </>
  );
}

function Row({ row, number, change, drop }) {
  const { vocabulary, isReadOnly } = usePanel();
  const field = vocabulary.field(row.field);
  const options = vocabulary.fields.filter(each => !['rows', 'family', 'list', 'file', 'signature', 'person', 'context'].includes(each.type)).map(each => ({ value: each.name, label: worded(each), group: each.group }));
  const name = say('rows.row', { number });
  const choose = chosen => { const [sign] = signsOf(vocabulary.field(chosen)); change({ field: chosen, sign, values: [] }); };
  const turn = sign => change({ sign, values: valuesNeeded(sign) === valuesNeeded(row.sign) && (sign === 'in') === (row.sign === 'in') ? row.values : [] });
  return (
    <li class="pp-row" aria-label={name}>
      <Choice name="field" label={say('rows.field')} value={row.field} options={options} keep={choose} />
      {field && <Choice name="sign" label={say('rows.sign')} value={row.sign} options={signsOf(field).map(sign => ({ value: sign, label: signWords(sign, field) }))} keep={turn} />}
      {field && needsValue(row.sign) && [...Array(valuesNeeded(row.sign)).keys()].map(at => (
        <Value key={`${row.field} ${row.sign} ${at}`} field={field} sign={row.sign} label={say(at ? 'rows.to' : 'rows.value')} value={row.values[at]} parameters={parametersFor(field, vocabulary)}
          keep={value => change({ values: Object.assign([...row.values], { [at]: value }) })} />
      ))}
      {!isReadOnly && <button type="button" class="btn btn-quiet btn-sm" onClick={drop} aria-label={say('removeThis', { name })}>{say('remove')}</button>}
    </li>
  );
}

const signWords = (sign, field) => (field.type === 'date' && has(`sign.date.${sign}`) ? say(`sign.date.${sign}`) : say(`sign.${sign}`));
