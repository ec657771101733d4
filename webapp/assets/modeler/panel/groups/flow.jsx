/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// Which way a case goes: the condition of a flow, the default way of a gateway; and repetition over a list.
import { Choice, Group, Note, Tick, usePanel } from '../fields.jsx';
import { Condition } from '../condition.jsx';
import { bodyOf, expression, kindOf, loopNames, loopOf, loopParts, nameOf, property } from '../model.js';
import { say } from '../texts.js';
import { worded } from '../vocabulary.js';

const isGateway = model => model?.$type === 'bpmn:ExclusiveGateway';

export function Flow({ element, model }) {
  const { change, create } = usePanel();
  const body = bodyOf(model.conditionExpression);
  const isDefault = model.sourceRef?.default === model;
  const keep = text => change({ own: [{ values: { conditionExpression: expression(text, model, create) } }] });
  if (!isGateway(model.sourceRef)) return <Unconditional body={body} drop={() => keep('')} />;
  return (
    <Group id="flow" title={say('flow.group')}>
      <Choice name="flow" label={say('flow.group')} value={isDefault ? 'default' : 'condition'} options={['condition', 'default'].map(value => ({ value, label: say(`flow.${value}`) }))}
        keep={value => change({ own: defaultParts(element.source, model, value === 'default') })} />
      {!isDefault && <Condition key={model.id} body={body} keep={keep} />}
    </Group>
  );
}

// The default way has no condition of its own.
function defaultParts(gateway, flow, isDefault) {
  const own = [{ target: gateway, values: { default: isDefault ? flow : undefined } }];
  return isDefault && flow.conditionExpression ? [...own, { target: outgoing(gateway, flow), values: { conditionExpression: undefined } }] : own;
}

const outgoing = (gateway, flow) => gateway.outgoing.find(each => each.businessObject === flow);

const Unconditional = ({ body, drop }) => (
  <Group id="flow" title={say('flow.group')}>
    <Note>{say('flow.always')}</Note>
    {body && <Note kind="warning">{say('flow.needless')}</Note>}
    {body && <button type="button" class="btn btn-outline-primary btn-sm" onClick={drop}>{say('flow.drop')}</button>}
  </Group>
);

const targetWords = model => nameOf(model) || say(`kind.${kindOf(model)}`);
const wayWords = flow => [nameOf(flow), flow.targetRef && say('gateway.to', { name: targetWords(flow.targetRef) })].filter(Boolean).join(' ');

export function Gateway({ element, model }) {
  const { change } = usePanel();
  const ways = model.outgoing ?? [];
  if (ways.length < 2) return null;
  const choose = id => change({ own: id ? defaultParts(element, ways.find(each => each.id === id), true) : [{ values: { default: undefined } }] });
  return (
    <Group id="gateway" title={say('gateway.group')}>
      <Choice name="default" label={say('gateway.default')} hint={say('gateway.hint')} value={model.default?.id ?? ''} options={ways.map(each => ({ value: each.id, label: wayWords(each) }))} keep={choose} />
    </Group>
  );
}

// --- repetition: the list is chosen, its names are made; `item` and `results` are what conditions call them

export function Repetition({ model }) {
  const { vocabulary, change, create } = usePanel();
  const loop = loopOf(model), names = loop ? loopNames(loop) : {};
  const set = wanted => change({ parts: loopParts(model, wanted, create) });
  const lists = vocabulary.listFields().filter(each => each.name !== names.results).map(each => ({ value: each.name, label: worded(each), group: each.group }));
  const own = name => `${model.id.toLowerCase()}_${name}`;
  const begin = () => set({ list: lists[0]?.value ?? '', item: own('item'), results: own('results'), result: gathered(model, vocabulary)[0]?.value ?? '' });
  return (
    <Group id="loop" title={say('loop.group')}>
      {!loop && lists.length === 0 && <Note>{say('loop.needsList')}</Note>}
      {(loop || lists.length > 0) && <Tick name="loop" label={say('loop.on')} checked={Boolean(loop)} keep={isOn => (isOn ? begin() : set(null))} />}
      {loop && (
        <>
          <Choice name="loop-list" label={say('loop.list')} value={names.list} options={lists} keep={list => set({ list, item: names.item || own('item'), results: names.results || own('results') })} />
          <Choice name="loop-result" label={say('loop.result')} value={names.result} options={gathered(model, vocabulary)} keep={result => set({ result })} />
          <Tick name="loop-order" label={say('loop.order')} checked={loop.isSequential === true} keep={isSequential => change({ parts: [{ model: loop, values: { isSequential } }] })} />
          <Note>{say('loop.names', names)}</Note>
        </>
      )}
    </Group>
  );
}

// What one round leaves behind: its ballot, the fields of its form; of a process within, any field of the version.
function gathered(model, vocabulary) {
  const isTask = model.$type === 'bpmn:UserTask';
  const ballot = property(model, 'ballot') ? [{ value: model.id, label: nameOf(model) || model.id }] : [];
  const fields = vocabulary.fields.filter(each => (isTask ? each.form === property(model, 'form') && each.form : each.form || each.type === 'any'));
  return [...ballot, ...fields.map(each => ({ value: each.name, label: worded(each), group: isTask ? undefined : each.group }))];
}
