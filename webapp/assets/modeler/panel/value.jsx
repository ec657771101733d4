/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// The value of a row by its field's type: a choice by its label, a day, a number, riyals, a text, or a parameter.
import { Choice, TextField, usePanel } from './fields.jsx';
import { westernDigits } from './feel_tree.js';
import { say } from './texts.js';
import { DateField } from './time.jsx';
import { worded } from './vocabulary.js';

const OWN = 'own', TODAY = 'today';

export function Value({ field, sign, label, value, parameters, keep }) {
  const kinds = [{ value: OWN, label: say('rows.literal') }, ...(field.type === 'date' ? [{ value: TODAY, label: say('rows.today') }] : []),
    ...parameters.map(each => ({ value: each.name, label: worded(each), group: say('rows.parameters') }))];
  const kind = value?.kind === 'name' ? value.value : value?.kind === 'today' ? TODAY : OWN;
  const turn = chosen => keep(chosen === OWN ? undefined : chosen === TODAY ? { kind: 'today' } : { kind: 'name', value: chosen });
  return (
    <>
      {kinds.length > 1 && <Choice name="kind" label={say('rows.kind')} value={kind} options={kinds} keep={turn} />}
      {kind === OWN && <Literal {...{ field, sign, label, value, keep }} />}
    </>
  );
}

function Literal(props) {
  const { field, sign } = props;
  if (sign === 'in') return <Several {...props} />;
  if (field.choices) return <One {...props} />;
  return (LITERALS[field.type] ?? Text)(props);
}

const options = field => field.choices.map(each => ({ value: each.key, label: worded(each) }));

const One = ({ field, label, value, keep }) => <Choice name="value" label={label} value={value?.value ?? ''} options={options(field)} keep={key => keep({ kind: 'text', value: key })} />;

function Several({ field, label, value, keep }) {
  const { isReadOnly } = usePanel();
  const chosen = value?.value ?? [];
  const turn = (key, isChosen) => keep({ kind: 'list', value: options(field).map(each => each.value).filter(each => (each === key ? isChosen : chosen.includes(each))) });
  return (
    <fieldset class="pp-field" data-field="value" disabled={isReadOnly}>
      <legend class="form-label">{label}</legend>
      {options(field).map(each => (
        <label key={each.value} class="form-check">
          <input class="form-check-input" type="checkbox" checked={chosen.includes(each.value)} onChange={event => turn(each.value, event.currentTarget.checked)} />
          <span class="form-check-label">{each.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

const Text = ({ label, value, keep }) => <TextField name="value" label={label} value={value?.value ?? ''} keep={text => keep({ kind: 'text', value: text })} />;

const read = text => { const plain = westernDigits(text).replace(/[,٬\s]/g, '').replace('٫', '.'); return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : null; };
const number = (text, scale) => { const found = read(text); return { kind: 'number', value: found === null ? null : Math.round(found * scale * 1e6) / 1e6 }; };

const LITERALS = {
  number: ({ label, value, keep }) => <TextField name="value" label={label} dir="ltr" inputmode="decimal" value={value?.value ?? value?.value === 0 ? String(value.value) : ''} keep={text => keep(number(text, 1))} />,
  money: ({ label, value, keep }) => <TextField name="value" label={label} hint={say('rows.riyals')} dir="ltr" inputmode="decimal" value={Number.isFinite(value?.value) ? String(value.value / 100) : ''} keep={text => keep(halalas(number(text, 100)))} />,
  date: ({ label, value, keep }) => <DateField name="value" label={label} value={value?.value ?? ''} keep={day => keep(day ? { kind: 'date', value: day } : undefined)} />,
};

const halalas = ({ kind, value }) => ({ kind, value: value === null ? null : Math.round(value) });
