/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// Who does it, on which form: lanes, user tasks, what comes in and where a case begins.
import { Choice, Group, Link, Note, Tick, usePanel } from '../fields.jsx';
import { Feel } from '../feel.jsx';
import { call, pathOf, tree } from '../feel_tree.js';
import { loopNames, loopOf, property } from '../model.js';
import { say } from '../texts.js';
import { useState } from 'preact/hooks';
import { studio, worded } from '../vocabulary.js';

export const keyed = list => list.map(each => ({ value: each.key, label: worded(each) }));

// A lane that bears its role's name goes on bearing it.
export function LaneRole({ model }) {
  const { vocabulary, write } = usePanel();
  const old = property(model, 'role');
  const choose = role => {
    const [was, is] = [old, role].map(key => vocabulary.roles.find(each => each.key === key));
    const follows = is && (!model.name || model.name === was?.ar);
    write({ role, ...(follows ? { name_en: is.en } : {}) }, follows ? { name: is.ar } : undefined);
  };
  return (
    <Group id="role" title={say('who.group')}>
      <Choice name="role" label={say('role')} hint={say('role.lane')} value={old} options={keyed(vocabulary.roles)} keep={choose} />
    </Group>
  );
}

export function RoleOfLane() {
  const { vocabulary, laneRole } = usePanel();
  if (!laneRole) return <Note kind="warning">{say('role.missing')}</Note>;
  const role = vocabulary.roles.find(each => each.key === laneRole);
  return <Note>{say('role.of', { role: role ? worded(role) : laneRole })}</Note>;
}

// `=number(researcher)`: the person whom a form's field names.
function personOf(body) {
  const text = body.replace(/^=/, ''), root = tree(text);
  const [inner, ...more] = (root && call(root, text, 'number')) ?? [];
  return inner && !more.length ? pathOf(inner, text) : null;
}

const FEEL = '*feel*';

export function Who({ model }) {
  const { vocabulary, write } = usePanel();
  const body = property(model, 'assignee'), loop = loopOf(model), item = loop && loopNames(loop).item;
  const people = vocabulary.fields.filter(each => each.users).map(each => ({ value: each.name, label: say('assignee.field', { field: worded(each) }) }));
  const options = [...people, ...(item ? [{ value: item, label: say('assignee.item') }] : []), { value: FEEL, label: say('assignee.feel') }];
  const named = personOf(body), isKnown = options.some(each => each.value === named);
  const [wantsFeel, setWantsFeel] = useState(false);
  const shown = wantsFeel || (body && !isKnown) ? FEEL : body ? named : '';
  const choose = chosen => { setWantsFeel(chosen === FEEL); if (chosen !== FEEL) write({ assignee: chosen && `=number(${chosen})` }); };
  return (
    <Group id="who" title={say('who.group')}>
      <RoleOfLane />
      <Choice name="assignee" label={say('assignee')} value={shown} empty={say('assignee.any')} options={options} keep={choose} />
      {shown === FEEL && <Feel name="assignee-feel" body={body} wanted="user" keep={text => write({ assignee: text && `=${text}` })} />}
    </Group>
  );
}

export const formLink = form => (form ? <Link href={`${studio()}forms/${form}`}>{say('form.open')}</Link> : null);
const newFormLink = model => <Link href={`${studio()}forms/new?task=${model.id}`}>{say('form.new')}</Link>;

// A task has a form or a ballot, never both.
export function FormOrBallot({ model }) {
  const { vocabulary, write, isReadOnly } = usePanel();
  const form = property(model, 'form'), ballot = property(model, 'ballot');
  const options = [
    ...vocabulary.forms.map(each => ({ value: `form:${each.key}`, label: worded(each), group: say('form.forms') })),
    ...vocabulary.ballots.map(each => ({ value: `ballot:${each.key}`, label: worded(each), group: say('form.ballots') })),
  ];
  const choose = chosen => { const [kind, key] = chosen.split(':'); write({ form: kind === 'form' ? key : '', ballot: kind === 'ballot' ? key : '' }); };
  return (
    <Group id="form" title={say('form.group')}>
      <Choice name="form" label={say('form')} value={ballot ? `ballot:${ballot}` : form && `form:${form}`} options={options} keep={choose} />
      {formLink(form)}
      {!form && !ballot && !isReadOnly && newFormLink(model)}
      <Choice name="template" label={say('letter')} value={property(model, 'template')} empty={say('none')} options={keyed(vocabulary.letters)} keep={template => write({ template })} />
      <Tick name="follow_up" label={say('followUp')} checked={property(model, 'follow_up') === 'true'} keep={isFollowUp => write({ follow_up: isFollowUp ? 'true' : '' })} />
    </Group>
  );
}

export function FormOnly({ model, label = say('form.only'), empty }) {
  const { vocabulary, write } = usePanel();
  return (
    <>
      <Choice name="form" label={label} value={property(model, 'form')} empty={empty} options={keyed(vocabulary.forms)} keep={form => write({ form })} />
      {formLink(property(model, 'form'))}
    </>
  );
}

export function RecordingRole({ model }) {
  const { vocabulary, write } = usePanel();
  return <Choice name="role" label={say('role.records')} value={property(model, 'role')} empty={say('none')} options={keyed(vocabulary.roles)} keep={role => write({ role })} />;
}

export const Start = ({ model }) => (
  <Group id="form" title={say('form.group')}>
    <FormOnly model={model} label={say('start.form')} empty={say('start.called')} />
    <RecordingRole model={model} />
  </Group>
);
