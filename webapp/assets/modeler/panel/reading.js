// The panel of a version that can no longer change: the same words, and nothing that writes.
import './panel.css';
import { Panel } from './panel.jsx';

const nothing = () => undefined;

export default {
  __init__: ['propertiesPanel'],
  panelChanges: ['value', { make: nothing, create: nothing }],
  propertiesPanel: ['type', Panel],
};
