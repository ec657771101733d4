// The properties panel as a module of the modeler. It is our own and not bpmn-js-properties-panel: native form fields that read
// from right to left, words of the policy in place of ids, and a tenth of the weight.
import './panel.css';
import { Changes } from './change.js';
import { Panel } from './panel.jsx';

export default {
  __init__: ['propertiesPanel'],
  panelChanges: ['type', Changes],
  propertiesPanel: ['type', Panel],
};
