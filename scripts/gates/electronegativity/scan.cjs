// Runs where Electronegativity is installed: `node scan.cjs FOLDER VERSION` writes what it found as one line of JSON. Called as a
// program it would ask the network for translations and releases, and would not say which files it could not read.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const requireHere = createRequire(join(process.cwd(), 'package.json'));
const tool = (file) => requireHere.resolve(`@doyensec/electronegativity/${file}`);

requireHere('i18n').configure({
  locales: ['en-US'],
  defaultLocale: 'en-US',
  directory: join(tool('dist/runner.js'), '..', 'locales'),
  updateFiles: false,
  objectNotation: true,
  register: globalThis,
});

// Its own way to its sentences asks the network for newer ones.
const sentences = tool('dist/locales/i18n.js');
require.cache[sentences] = { id: sentences, filename: sentences, loaded: true, exports: () => Promise.resolve() };

const [, , input, electronVersionOverride] = process.argv;

requireHere(tool('dist/runner.js'))(
  {
    input,
    electronVersionOverride,
    // The first asks the network which releases there are, and the second is there for the first; see scripts/gates/release.mjs.
    excludeFromScan: ['AvailableSecurityFixesGlobalCheck', 'ElectronVersionJSONCheck'],
    parserPlugins: [],
    isRelative: true,
  },
  false,
).then(({ atomicChecks, errors, globalChecks, issues }) => {
  const findings = issues.map(({ description, file, id, location }) => ({ file, rule: id, line: location.line, description }));
  process.stdout.write(`${JSON.stringify({ checks: atomicChecks + globalChecks, errors, findings })}\n`);
});
