// Bundles FEEL for the server and the browser, and every page and style of the site: `npm run build`.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const ASSETS = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(ASSETS, '../..');
const DIST = path.join(ROOT, 'webapp/static/dist');
const FEEL = path.join(ROOT, 'engine/bpmn/feel');

// feelin exports no place where rules can be added: three places are opened in its text. A new version that
// reads differently stops the build here.
const OPENED = [
  ['function equals(a, b, strict = false) {', 'function equals(a, b, strict = false) { return rules.equals(a, b, strict); }\nfunction stockEquals(a, b, strict = false) {'],
  ['const expr = evalNode(node, args, interpreterContext);', 'const expr = rules.build(node, args, interpreterContext);'],
  ['const interpreter = new Interpreter();', 'const rules = { build: evalNode, equals: stockEquals };\nconst interpreter = new Interpreter();'],
];
const OPENED_NAMES = 'Interpreter, builtins, getType, isContext, isDate, isDateTime, isDuration, isZoned, rules, stockEquals';

function opened(source) {
  for (const [place, text] of OPENED) {
    if (source.split(place).length !== 2) throw new Error(`feelin reads differently: «${place}» was expected once`);
    source = source.replace(place, () => text);
  }
  return `${source}\nexport { ${OPENED_NAMES} };\n`;
}

const feelinRules = {
  name: 'feelin-rules',
  setup: build => build.onLoad({ filter: /node_modules[\\/]feelin[\\/]dist[\\/]index\.js$/ }, async ({ path: file }) =>
    ({ contents: opened(await fs.promises.readFile(file, 'utf8')), loader: 'js' })),
};

// The site's content security policy forbids style="..." in markup; modeler/style_attr.js applies data-style instead.
const LIBRARIES = /node_modules[\\/](bpmn-js|diagram-js|@bpmn-io)[^\\/]*[\\/].*\.js$/;
const withDataStyle = source => source.replace(/([\s`])style="/g, '$1data-style="');

// What the token simulation says is English in its code; each of these texts goes through our catalogue.
const SIMULATION = /node_modules[\\/]bpmn-js-token-simulation[\\/]/;
const SPOKEN = [
  [/'((?:Sub)?Process|[A-Z]\w+ (?:Task|Activity|Gateway|Event)|Task|(?:Pause|Play|Reset) Simulation|Not supported|Found unsupported elements|Finished|Slow|Normal|Fast)'/g, 'said(\'$1\')'],
  [/(title|aria-label)="([A-Z][A-Za-z/ ]+)"/g, '$1="${said(\'$2\')}"'],
  [/'(<p class="bts-entry placeholder">)No Entries<\/p>'/g, '`$1${said(\'No Entries\')}</p>`'],
  [/>No Entries</g, '>${said(\'No Entries\')}<'],
  [/completed \? 'finished' : 'canceled'/g, 'completed ? said(\'finished\') : said(\'canceled\')'],
  [/\} started`/g, '} ${said(\'started\')}`'],
  [/^( +)Simulation Log$/gm, '$1${said(\'Simulation log\')}'],
  [/`Token Simulation </g, '`${said(\'Token Simulation\')} <'],
  [/title="Set animation speed = \$\{ label \}"/g, 'title="${said(\'Speed: {label}\', { label })}"'],
  [/title="Focus process instance \$\{scope\.id\}"/g, 'title="${said(\'Show this run\')}"'],
  [/title="\$\{ wait \? 'Remove' : 'Add' \} pause point"/g, 'title="${said(wait ? \'Remove pause point\' : \'Add pause point\')}"'],
];

// A definition at a module's top would be asked for its words before the page knows them: only expressions are changed.
function spoken(source) {
  const changed = SPOKEN.reduce((text, [found, said]) => text.replace(found, said), source);
  return changed === source ? source : `import { said } from ${JSON.stringify(path.join(ASSETS, 'modeler/translate.js'))};\n${changed}`;
}

const cspStyle = {
  name: 'libraries',
  setup: build => build.onLoad({ filter: LIBRARIES }, async ({ path: file }) => {
    const source = await fs.promises.readFile(file, 'utf8');
    const changed = withDataStyle(SIMULATION.test(file) ? spoken(source) : source);
    return changed === source ? undefined : { contents: changed, loader: 'js' };
  }),
};

// CodeMirror puts <style> into the page unless it stands in a shadow tree; the policy allows only adopted sheets.
const INTO_HEAD = 'if (!root.head && root.adoptedStyleSheets';
const adoptedStyles = {
  name: 'adopted-styles',
  setup: build => build.onLoad({ filter: /node_modules[\\/]style-mod[\\/]src[\\/]style-mod\.js$/ }, async ({ path: file }) => {
    const source = await fs.promises.readFile(file, 'utf8');
    if (!source.includes(INTO_HEAD)) throw new Error('style-mod reads differently: its choice of a style sheet was expected');
    return { contents: source.replace(INTO_HEAD, 'if (root.adoptedStyleSheets'), loader: 'js' };
  }),
};

const entriesIn = (folder, extension) => {
  const full = path.join(ASSETS, folder);
  return fs.existsSync(full) ? fs.readdirSync(full).filter(name => name.endsWith(extension)).sort().map(name => path.join(full, name)) : [];
};

const SHARED = { absWorkingDir: ROOT, bundle: true, minify: true, metafile: true, target: ['es2022'], logLevel: 'error', legalComments: 'linked' };

async function bundleFeel() {
  const source = path.join(FEEL, 'feel.js');
  const common = { ...SHARED, entryPoints: [source], format: 'iife', plugins: [feelinRules] };
  await esbuild.build({ ...common, legalComments: 'none', outfile: path.join(FEEL, 'feel.bundle.js') });
  return esbuild.build({ ...common, outdir: DIST, entryNames: '[name]-[hash]' });
}

// Fonts: woff2 only. The other formats of a library's style sheet are for browsers that the site does not serve.
const LOADERS = { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'file', '.png': 'file' };

const bundleSite = entryPoints => esbuild.build({
  ...SHARED, entryPoints, splitting: true, format: 'esm', outdir: DIST, loader: LOADERS, plugins: [cspStyle, adoptedStyles],
  entryNames: '[name]-[hash]', chunkNames: 'chunk-[hash]', assetNames: '[name]-[hash]', define: { 'process.env.NODE_ENV': '"production"' },
});

const served = output => path.relative(DIST, path.join(ROOT, output)).split(path.sep).join('/');

// {"inbox.js": {js, css, preload}}: what a page must link; a style sheet has no js.
function described([output, { entryPoint, cssBundle, imports }]) {
  const isStyle = output.endsWith('.css');
  const css = isStyle ? output : cssBundle;
  const preload = imports.filter(({ kind }) => kind === 'import-statement').map(({ path: chunk }) => served(chunk));
  return [path.basename(entryPoint), { js: isStyle ? null : served(output), css: css ? served(css) : null, preload: isStyle ? [] : preload }];
}

const entryOutputs = ({ metafile }) => Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint).map(described);

// What was there stays until the new manifest stands, so that a site that runs meanwhile misses nothing.
fs.mkdirSync(DIST, { recursive: true });
const pages = [...entriesIn('pages', '.js'), ...entriesIn('styles', '.css')];
const results = [await bundleFeel(), ...(pages.length ? [await bundleSite(pages)] : [])];
const manifest = Object.fromEntries(results.flatMap(entryOutputs).sort(([a], [b]) => a.localeCompare(b)));
const fresh = path.join(DIST, `manifest-${process.pid}.json`);
fs.writeFileSync(fresh, `${JSON.stringify(manifest, null, 1)}\n`);
fs.renameSync(fresh, path.join(DIST, 'manifest.json'));

// Files only: the folder also holds fonts that another step of the set-up puts there.
const made = new Set(['manifest.json', ...results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map(served))]);
const isMade = name => made.has(name) || made.has(name.replace(/\.LEGAL\.txt$/, ''));
for (const entry of fs.readdirSync(DIST, { withFileTypes: true }))
  if (entry.isFile() && !isMade(entry.name)) fs.rmSync(path.join(DIST, entry.name), { force: true });
