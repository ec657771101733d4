/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// A FEEL expression with its editor, and beneath it in words what is wrong; the editor is fetched when first needed.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { locale, say } from './texts.js';
import { usePanel } from './fields.jsx';
import { remarks, worded } from './vocabulary.js';

const plain = body => body.trim().replace(/^=/, '').trim();

export function namesOffered(vocabulary) {
  const fields = vocabulary.fields.map(each => ({ name: each.name, words: worded(each), group: each.group }));
  const functions = vocabulary.functions.map(each => ({ name: each.name, words: worded(each), group: say('fields.functions'), apply: each.example }));
  return [...fields, ...functions];
}

// `keep` gets the text without a leading `=`.
export function Feel({ name, body, wanted, keep, label = say('feel.label') }) {
  const { vocabulary, isReadOnly } = usePanel();
  const host = useRef(null), editor = useRef(null), latest = useRef();
  const [found, setFound] = useState([]);
  const id = useId(), text = plain(body);
  latest.current = { text, keep, vocabulary };

  const commit = written => { const { text: old, keep: write } = latest.current; if (plain(written) !== old) write(plain(written)); };
  useEffect(() => {
    let isGone = false;
    import('./feel_editor.js').then(({ openEditor }) => {
      if (isGone) return;
      editor.current = openEditor({
        parent: host.current, text: latest.current.text, label, hint: say('feel.hint'), names: namesOffered(latest.current.vocabulary), locale: locale(), isReadOnly,
        check: written => remarks(written, wanted, latest.current.vocabulary.unsaved()), said: setFound, keep: commit,
      });
      host.current.dataset.ready = 'true';
    });
    return () => { isGone = true; if (editor.current) { commit(editor.current.text()); editor.current.close(); } };
  }, []);
  useEffect(() => editor.current?.show(text), [text]);
  useEffect(() => editor.current?.offer(namesOffered(vocabulary)), [vocabulary]);

  return (
    <div class="pp-feel" data-field={name}>
      <span class="form-label" id={id}>{label}</span>
      <div ref={host} dir="ltr" class="pp-editor" />
      <div role="status">
        {found === null && <p class="pp-note">{say('feel.offline')}</p>}
        {(found ?? []).map(each => <p key={each.ar} class={`pp-note pp-${each.severity}`}>{each[locale()]}</p>)}
      </div>
    </div>
  );
}
