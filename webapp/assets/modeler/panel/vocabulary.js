// The version's names in words, fetched once a page, and what the diagram on the screen adds to them.
import { allElements, loopNames, loopOf, property, tagOf } from './model.js';
import { locale, say } from './texts.js';

const FEEL_TYPES = { paragraph: 'text', choice: 'text', money: 'number', choices: 'list', rows: 'list', family: 'list', signature: 'context', person: 'context' };
const LISTS = new Set(['choices', 'rows', 'family', 'list']);
const EMPTY = { roles: [], forms: [], parameters: [], ballots: [], clauses: [], decisions: [], templates: [], letters: [], processes: [], messages: [], errors: [], written: [], facts: [], functions: [] };
const ASSIGNED = /^\s*([^\W\d]\w*)\s*=(?!=)/;

export const worded = each => each[locale()] || each.ar || each.key;

export class Vocabulary {
  constructor(page = EMPTY, model = null) {
    Object.assign(this, EMPTY, page);
    this.isLoaded = page !== EMPTY;
    this.drawn = model ? this.ofDiagram(model) : [];
    this.fields = this.gathered();
    this.byName = new Map(this.fields.map(each => [each.name, each]));
  }

  // Groups for a choice of fields: by form, then facts, what the diagrams write, parameters.
  gathered() {
    const forms = this.forms.flatMap(form => form.fields.map(field => ({ ...field, group: worded(form), form: form.key })));
    const other = (list, key) => list.map(field => ({ ...field, group: say(key) }));
    const parameters = this.parameters.map(each => ({ ...each, name: each.key }));
    const known = [...forms, ...other(this.drawn, 'fields.written'), ...other(this.written, 'fields.written'), ...other(this.facts, 'fields.facts'), ...other(parameters, 'fields.parameters')];
    return [...new Map(known.reverse().map(each => [each.name, each])).values()].reverse();
  }

  // What the open diagram writes, saved or not: results of ballots and tables, marks of timers, lines of scripts.
  ofDiagram(model) {
    return allElements(model).flatMap(each => {
      const ballot = this.ballots.find(({ key }) => key === property(each, 'ballot'));
      const table = this.decisions.find(({ key }) => key === property(each, 'decision'));
      const name = { ar: each.name ?? each.id, en: property(each, 'name_en') || each.name || each.id };
      const loop = loopOf(each), names = loop ? loopNames(loop) : {};
      return [
        ...(ballot ? [{ ...name, name: `${each.id}.outcome`, type: 'choice', choices: ballot.outcomes }] : []),
        ...(table ? decided(property(each, 'result') || table.key, table) : []),
        ...(property(each, 'marks') ? [{ ...name, name: property(each, 'marks'), type: 'boolean' }] : []),
        ...(tagOf(each) === 'scriptTask' ? assigned(each.script ?? '') : []),
        ...(names.results ? [{ ...name, name: names.results, type: 'list' }] : []),
        ...(names.item ? [{ name: names.item, type: 'any', ar: names.item, en: names.item }] : []),
      ];
    });
  }

  field(name) { return this.byName.get(name); }
  wordsOf(name) { const found = this.field(name); return found ? worded(found) : name; }
  typeOf(name) { const type = this.field(name)?.type ?? 'any'; return FEEL_TYPES[type] ?? type; }
  listFields() { return this.fields.filter(each => LISTS.has(each.type) || (each.type === 'file' && each.many)); }
  ofType(...types) { return this.fields.filter(each => types.includes(each.type)); }

  parameter(name) {
    const found = this.parameters.find(each => each.key === name);
    return found && { ...found, words: worded(found), inWords: found[`value_${locale()}`] };
  }

  clause(key) { return this.clauses.find(each => each.key === key); }

  // For the check of an expression: what only the diagram on the screen knows.
  unsaved() { return Object.fromEntries(this.drawn.map(({ name }) => [name.split('.')[0], 'any'])); }

  // A process that would call itself, also by way of others, is not offered.
  callable(from) {
    const calls = key => this.processes.find(each => each.key === key)?.calls ?? [];
    const reaches = (key, seen = new Set()) => key === from || (!seen.has(key) && calls(key).some(next => reaches(next, seen.add(key))));
    return this.processes.filter(({ key }) => !reaches(key));
  }
}

const decided = (name, table) => table.results.map(result => ({
  ...result, name: result.name ? `${name}.${result.name}` : name,
  ar: result.name ? `${table.ar}: ${result.ar}` : table.ar, en: result.name ? `${table.en}: ${result.en}` : table.en,
}));

const assigned = script => script.split('\n').map(line => ASSIGNED.exec(line)?.[1]).filter(Boolean)
  .map(name => ({ name, type: 'any', ar: name, en: name }));

// --- the site's answers

export const studio = () => /^.*?\/studio\/\d+\//.exec(location.pathname)?.[0] ?? '';

export async function fetchVocabulary() {
  const answer = await fetch(`${studio()}vocabulary`, { credentials: 'same-origin', headers: { 'X-Requested-With': 'fetch' } });
  if (!answer.ok || answer.redirected) throw new Error(`vocabulary: ${answer.status}`);
  return answer.json();
}

const token = () => document.querySelector('input[name=csrf_token]')?.value ?? document.querySelector('[data-csrf]')?.dataset.csrf ?? '';

// The remarks on one expression; null where the site could not be asked.
export async function remarks(text, wanted, names) {
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token(), 'X-Requested-With': 'fetch' };
  try {
    const answer = await fetch(`${studio()}feel`, { method: 'POST', credentials: 'same-origin', headers, body: JSON.stringify({ text, wanted, names }) });
    return answer.ok && !answer.redirected ? (await answer.json()).remarks : null;
  } catch {
    return null;
  }
}
