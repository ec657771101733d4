// Lets tokens run through a copy of the drawing; the drawing itself is never touched.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import simulation from 'bpmn-js-token-simulation/lib/viewer.js';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';

export async function simulate(container, xml, options) {
  const viewer = new NavigatedViewer({ container, ...options, additionalModules: [...options.additionalModules, simulation] });
  await viewer.importXML(xml);
  viewer.get('toggleMode').toggleMode(true);
  return viewer;
}
