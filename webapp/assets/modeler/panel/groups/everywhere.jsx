/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// What every element has: its names in both languages, and the clauses of the policy that it carries out, in words.
import { useState } from 'preact/hooks';
import { Group, Ltr, Note, TextField, usePanel } from '../fields.jsx';
import { arabicName } from '../../names.js';
import { clausesOf, property } from '../model.js';
import { locale, say } from '../texts.js';

export function Names({ model, kind }) {
  const { rename, write } = usePanel();
  return (
    <Group id="name" title={say('name.group')}>
      <TextField name="name" label={say('name.ar')} lang="ar" dir="rtl" value={arabicName(model)} keep={rename} hint={kind === 'endEvent' ? say('name.end') : undefined} />
      <TextField name="name_en" label={say('name.en')} lang="en" dir="ltr" value={property(model, 'name_en')} keep={text => write({ name_en: text })} />
    </Group>
  );
}

const numbered = clause => clause.number || clause.key;
const text = clause => clause[locale()] || clause.ar;

export function Clauses({ model }) {
  const { write, vocabulary, isReadOnly } = usePanel();
  const chosen = clausesOf(model);
  const set = keys => write({ clause: keys.join(', ') });
  return (
    <Group id="clause" title={say('clause.group')}>
      {chosen.length === 0 && <Note kind="addition">{say('clause.addition')}</Note>}
      {chosen.map(key => <Chosen key={key} name={key} clause={vocabulary.clause(key)} drop={() => set(chosen.filter(each => each !== key))} />)}
      {!isReadOnly && vocabulary.clauses.length > 0 && <Chooser chosen={chosen} turn={(key, isChosen) => set(isChosen ? [...chosen, key] : chosen.filter(each => each !== key))} />}
    </Group>
  );
}

function Chosen({ name, clause, drop }) {
  const { vocabulary, isReadOnly } = usePanel();
  const number = clause ? numbered(clause) : name;
  return (
    <blockquote class={`pp-clause ${clause || !vocabulary.isLoaded ? '' : 'is-unknown'}`} data-clause={name}>
      <strong><Ltr>{number}</Ltr></strong> {clause ? text(clause) : vocabulary.isLoaded && say('panel.unknown', { value: name })}
      {!isReadOnly && <button type="button" class="btn btn-quiet btn-sm" aria-label={say('removeThis', { name: number })} onClick={drop}>{say('remove')}</button>}
    </blockquote>
  );
}

const MARKS = /[\u064b-\u0652\u0640]/g;   // vowel marks and tatweel
const folded = words => words.normalize('NFKC').replace(MARKS, '').replace(/[أإآ]/g, 'ا').toLowerCase();

function Chooser({ chosen, turn }) {
  const { vocabulary } = usePanel();
  const [wanted, setWanted] = useState('');
  const found = vocabulary.clauses.filter(each => folded(`${each.key} ${each.number} ${each.ar} ${each.en}`).includes(folded(wanted)));
  return (
    <details class="pp-chooser">
      <summary>{say('clause.choose')}</summary>
      <input type="search" class="form-control" aria-label={say('clause.search')} placeholder={say('clause.search')} value={wanted} onInput={event => setWanted(event.currentTarget.value)} />
      <div class="pp-list" role="group" tabindex="0" aria-label={say('clause.list')}>
        {found.length === 0 && <Note>{say('clause.none')}</Note>}
        {found.map(each => (
          <label key={each.key} class="form-check">
            <input class="form-check-input" type="checkbox" checked={chosen.includes(each.key)} onChange={event => turn(each.key, event.currentTarget.checked)} />
            <span class="form-check-label"><strong><Ltr>{numbered(each)}</Ltr></strong> {text(each)}</span>
          </label>
        ))}
      </div>
    </details>
  );
}
