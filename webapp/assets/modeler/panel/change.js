// One change of the panel is one command: whatever parts of the model it touches, one undo puts all of it back.
const COMMAND = 'masar.panel.change';

class ChangeHandler {
  static $inject = ['modeling'];

  constructor(modeling) { this.modeling = modeling; }

  // `own` are properties that are drawn (name, default flow); `parts` are set on pieces of the model.
  preExecute({ element, parts = [], own = [] }) {
    for (const { model, values } of parts) this.modeling.updateModdleProperties(element, model, values);
    for (const { target = element, values } of own) this.modeling.updateProperties(target, values);
  }
}

export class Changes {
  static $inject = ['commandStack', 'bpmnFactory', 'injector'];

  constructor(commandStack, bpmnFactory) {
    this.commandStack = commandStack;
    this.create = (type, values) => bpmnFactory.create(type, values);
    commandStack.registerHandler(COMMAND, ChangeHandler);
  }

  make(element, change) { this.commandStack.execute(COMMAND, { element, ...change }); }
}
