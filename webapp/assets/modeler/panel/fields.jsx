/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// The small parts of the panel: a labelled text, a choice, a box to tick, a group. A text is kept when it is left.
import { createContext } from 'preact';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import { say } from './texts.js';
import { westernDigits } from './feel_tree.js';

export const Context = createContext({});
export const usePanel = () => useContext(Context);

// What is typed stays typed while the diagram changes elsewhere; what is changed elsewhere (undo) is shown.
export function useDraft(value, keep) {
  const [draft, setDraft] = useState(value);
  const latest = useRef({ draft, value, keep });
  useEffect(() => setDraft(value), [value]);
  latest.current = { draft, value, keep };
  const commit = () => { const { draft: text, value: old, keep: write } = latest.current; if (text !== old) write(text); };
  useEffect(() => () => commit(), []);
  return [draft, setDraft, commit];
}

export function Group({ id, title, children }) {
  const { folded, fold } = usePanel();
  return (
    <details class="pp-group" data-group={id} open={!folded.has(id)} onToggle={event => fold(id, !event.currentTarget.open)}>
      <summary>{title}</summary>
      <div class="pp-body">{children}</div>
    </details>
  );
}

export function Labelled({ name, label, hint, children }) {
  const id = useId();
  return (
    <div class="pp-field" data-field={name}>
      <label class="form-label" for={id}>{label}</label>
      {children({ id, name, 'aria-describedby': hint ? `${id}-hint` : undefined })}
      {hint && <p class="form-text" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

export function TextField({ name, label, hint, value, keep, dir, lang, inputmode }) {
  const { isReadOnly } = usePanel();
  const [draft, setDraft, commit] = useDraft(value, text => keep(text.trim()));
  return (
    <Labelled {...{ name, label, hint }}>
      {props => <input {...props} class="form-control" value={draft} dir={dir} lang={lang} inputmode={inputmode} disabled={isReadOnly}
        onInput={event => setDraft(event.currentTarget.value)} onBlur={commit} onKeyDown={event => event.key === 'Enter' && commit()} />}
    </Labelled>
  );
}

export function NumberField({ name, label, value, keep, max = 2000 }) {
  const written = value === null || value === undefined ? '' : String(value);
  const read = text => { const n = Number(westernDigits(text)); return text && Number.isInteger(n) && n >= 0 && n <= max ? n : null; };
  return <TextField {...{ name, label }} value={written} inputmode="numeric" dir="ltr" keep={text => keep(read(text))} />;
}

// `options`: [{value, label, group?}]; a value that is none of them is shown and stays until another is chosen.
export function Choice({ name, label, hint, value, options, empty, keep }) {
  const { isReadOnly } = usePanel();
  const isKnown = !value || options.some(each => each.value === value);
  return (
    <Labelled {...{ name, label, hint }}>
      {props => (
        <select {...props} class={`form-select ${isKnown ? '' : 'is-invalid'}`} disabled={isReadOnly} value={value} onChange={event => keep(event.currentTarget.value)}>
          {(empty !== undefined || !value) && <option value="">{empty ?? say('choose')}</option>}
          {!isKnown && <option value={value}>{say('panel.unknown', { value })}</option>}
          {grouped(options)}
        </select>
      )}
    </Labelled>
  );
}

function grouped(options) {
  const groups = [...new Set(options.map(each => each.group))];
  const drawn = group => options.filter(each => each.group === group).map(each => <option key={each.value} value={each.value}>{each.label}</option>);
  return groups.map(group => (group ? <optgroup key={group} label={group}>{drawn(group)}</optgroup> : drawn(group)));
}

export function Tick({ name, label, hint, checked, keep }) {
  const { isReadOnly } = usePanel();
  const id = useId();
  return (
    <div class="pp-field form-check" data-field={name}>
      <input class="form-check-input" type="checkbox" id={id} checked={checked} disabled={isReadOnly} onChange={event => keep(event.currentTarget.checked)} />
      <label class="form-check-label" for={id}>{label}</label>
      {hint && <p class="form-text">{hint}</p>}
    </div>
  );
}

export const Note = ({ kind = 'plain', children }) => <p class={`pp-note pp-${kind}`}>{children}</p>;

export const Ltr = ({ children }) => <bdi dir="ltr" class="num">{children}</bdi>;

export const Link = ({ href, children }) => (
  <a class="pp-link" href={href} target="_blank" rel="noopener">{children}<span class="visually-hidden"> ({say('newTab')})</span></a>
);
