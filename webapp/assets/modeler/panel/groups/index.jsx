/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// Which groups an element of each kind has, in the order in which the officer thinks: under which clause, who, what, when.
import { TextField, Group, Note, usePanel } from '../fields.jsx';
import { kindOf, property, REPEATABLE, tagOf } from '../model.js';
import { say } from '../texts.js';
import { Due, ErrorEvent, Message, Timer } from './events.jsx';
import { Clauses, Names } from './everywhere.jsx';
import { Flow, Gateway, Repetition } from './flow.jsx';
import { FormOrBallot, LaneRole, RoleOfLane, Start, Who } from './people.jsx';
import { Call, Decision, Manual, Script, Send } from './work.jsx';

const InLane = () => <Group id="who" title={say('who.group')}><RoleOfLane /><Manual /></Group>;

const OWN = {
  lane: [LaneRole],
  userTask: [Who, FormOrBallot, Due],
  manualTask: [InLane],
  scriptTask: [Script],
  businessRuleTask: [Decision],
  sendTask: [Send],
  'intermediateThrowEvent.message': [Send],
  receiveTask: [Message],
  'intermediateCatchEvent.message': [Message],
  'boundaryEvent.message': [Message],
  'startEvent.message': [Message],
  startEvent: [Start],
  callActivity: [Call],
  sequenceFlow: [Flow],
  exclusiveGateway: [Gateway],
  'intermediateCatchEvent.timer': [Timer],
  'boundaryEvent.timer': [Timer],
  'endEvent.error': [ErrorEvent],
  'boundaryEvent.error': [ErrorEvent],
};
const BARE = new Set(['endEvent', 'endEvent.terminate', 'parallelGateway', 'eventBasedGateway', 'subProcess', 'participant', 'process']);
const DRAWING = new Set(['textAnnotation', 'association', 'group', 'dataObjectReference', 'dataStoreReference', 'messageFlow', 'dataInputAssociation', 'dataOutputAssociation']);
// What stands beside a process' own elements has names alone; a clause is of what is carried out.
const WITHOUT_CLAUSES = new Set(['participant', 'process', ...DRAWING]);

export function Groups({ element, model }) {
  const kind = kindOf(model), tag = tagOf(model);
  const own = OWN[kind] ?? [];
  return (
    <>
      {DRAWING.has(tag) && <Note>{say('panel.drawing')}</Note>}
      {!OWN[kind] && !BARE.has(kind) && !DRAWING.has(tag) && <Note kind="warning">{say('panel.refused')}</Note>}
      {!['textAnnotation', 'association', 'dataInputAssociation', 'dataOutputAssociation'].includes(tag) && <Names model={model} kind={kind} />}
      {tag === 'participant' && model.processRef && <ProcessName element={element} model={model.processRef} />}
      {!WITHOUT_CLAUSES.has(tag) && <Clauses model={model} />}
      {own.map(Part => <Part key={Part.name} element={element} model={model} />)}
      {REPEATABLE.has(tag) && <Repetition model={model} />}
    </>
  );
}

// A pool stands for a process, whose name the staff read when they open a case.
function ProcessName({ model }) {
  const { change, writeOn } = usePanel();
  return (
    <Group id="process" title={say('name.process')}>
      <TextField name="process-name" label={say('name.ar')} lang="ar" dir="rtl" value={model.name ?? ''} keep={name => change({ parts: [{ model, values: { name } }] })} />
      <TextField name="process-name_en" label={say('name.en')} lang="en" dir="ltr" value={property(model, 'name_en')} keep={text => writeOn(model, { name_en: text })} />
    </Group>
  );
}
