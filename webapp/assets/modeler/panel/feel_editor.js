// The editor of one FEEL expression: left to right also in an Arabic page, names offered by their labels, mistakes underlined.
import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bidiIsolates, HighlightStyle, LRLanguage, LanguageSupport, syntaxHighlighting, syntaxTree } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { NodeProp } from '@lezer/common';
import { styleTags, tags } from '@lezer/highlight';
import { parser } from 'lezer-feel';

const PAUSE = 350;
const colours = HighlightStyle.define([
  { tag: tags.string, color: '#93370d' }, { tag: [tags.number, tags.bool, tags.null], color: '#175cd3' }, { tag: tags.keyword, color: '#6941c6' }, { tag: tags.function(tags.variableName), color: '#196040' },
]);
// Two Arabic texts in a list stay in the order in which they are written.
const isolated = NodeProp.isolate.add({ StringLiteral: 'auto' });
const language = LRLanguage.define({
  parser: parser.configure({ top: 'Expression', props: [styleTags({ StringLiteral: tags.string, NumericLiteral: tags.number, BooleanLiteral: tags.bool, 'null and or not if then else for in return some every satisfies between': tags.keyword }), isolated] }),
});
const look = EditorView.theme({
  '&': { backgroundColor: 'var(--paper)', border: '1px solid #98a2b3', borderRadius: 'var(--bs-border-radius)', fontSize: '.95rem' },
  '&.cm-focused': { outline: '3px solid #d97706', outlineOffset: '2px' },
  '.cm-content': { fontFamily: 'ui-monospace, "IBM Plex Sans Arabic", monospace', minBlockSize: '2.6rem', padding: '.5rem 0' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '.25rem .5rem !important' },
  '.cm-completionDetail': { fontStyle: 'normal', marginInlineStart: '.75rem', color: 'var(--ink-soft)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy #b42318', textUnderlineOffset: '.25em' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy #93370d', textUnderlineOffset: '.25em' },
  '.cm-tooltip-lint': { display: 'none' },
});

// A name is offered by its own letters and by the words of its label, in either language.
const option = ({ name, words, group, apply }) => ({ label: name, displayLabel: words && words !== name ? `${name} · ${words}` : name, detail: group, apply: apply ?? name, type: apply ? 'function' : 'variable' });

function completions(names) {
  const options = names.map(each => ({ ...option(each), search: `${each.name} ${each.words}`.toLowerCase() }));
  return context => {
    const word = context.matchBefore(/[\p{L}\p{N}_.]*/u);
    const inText = syntaxTree(context.state).resolveInner(context.pos, -1).name === 'StringLiteral';
    if (inText || (!word.text && !context.explicit)) return null;
    const wanted = word.text.toLowerCase();
    return { from: word.from, options: options.filter(({ search }) => search.includes(wanted)), filter: false };
  };
}

// The site counts lines and code points, the editor UTF-16 units.
function place(document, { line, column, length }) {
  const { from, text } = document.line(Math.min(Math.max(line, 1), document.lines));
  const letters = [...text], start = letters.slice(0, column - 1).join('').length;
  const end = letters.slice(0, column - 1 + length).join('').length;
  return { from: from + start, to: Math.max(from + end, Math.min(from + start + 1, document.length)) };
}

// Where a selection is typed over, the browser keeps its colour by a style that our policy of content refuses: replace it here.
// Quotes and brackets are left alone: they are put around the selection.
function typedOver(event, view) {
  const { data, inputType, isComposing } = event;
  if (inputType !== 'insertText' || !data || isComposing || view.state.readOnly || view.state.selection.main.empty || /["([{]/.test(data)) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
  return true;
}

const diagnostics = (view, remarks, locale) => remarks.map(each => ({ ...place(view.state.doc, each), severity: each.severity, message: each[locale] }));

// `check(text)` gives remarks or null; `said(remarks, text)` shows them beneath; `keep(text)` writes the text.
export function openEditor({ parent, text, label, hint, names, locale, isReadOnly, check, said, keep }) {
  const offered = new Compartment();
  const examine = async view => {
    const written = view.state.doc.toString();
    const found = written.trim() ? await check(written) : [];
    if (written === view.state.doc.toString()) said(found, written);
    return diagnostics(view, found ?? [], locale);
  };
  const complete = list => autocompletion({ override: [completions(list)], icons: false });
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(), closeBrackets(), keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]), EditorView.lineWrapping, look,
        new LanguageSupport(language), syntaxHighlighting(colours), bidiIsolates({ alwaysIsolate: true }), offered.of(complete(names)),
        linter(examine, { delay: PAUSE }), placeholder(hint), EditorState.readOnly.of(isReadOnly),
        EditorView.contentAttributes.of({ 'aria-label': label, dir: 'ltr', spellcheck: 'false', autocapitalize: 'off' }),
        EditorView.domEventHandlers({ beforeinput: typedOver, blur: (_, editor) => { keep(editor.state.doc.toString()); } }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    show: wanted => wanted === view.state.doc.toString() || view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: wanted } }),
    offer: list => view.dispatch({ effects: offered.reconfigure(complete(list)) }),
    close: () => view.destroy(),
  };
}
