// Packages the app for this platform with electron-builder.
// npm run package                         every installer of this platform
// npm run package -- --dir                the unpacked app only, which needs no network
// npm run package -- --dir --profile=test besides, the same app with Node's inspector, for the tests (Linux)
import { ensureDependencies } from './lib/dependencies.mjs';
import { Problem, runCommand, say } from './lib/say.mjs';

const OPTIONS = ['--dir', '--profile=test', '--profile=release'];

await runCommand(async () => {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) throw new Problem(`unknown option: ${unknown}; there are ${OPTIONS.join(', ')}`, 2);
  const isTest = options.includes('--profile=test');
  if (isTest && !options.includes('--dir')) throw new Problem('--profile=test is for --dir: nobody installs it.', 2);
  await ensureDependencies();
  const { packageApp, packageFolder } = await import('./package/package-app.mjs');
  const made = options.includes('--dir') ? await packageFolder({ isTest }) : await packageApp();
  for (const path of made) say(`made ${path}`);
});
