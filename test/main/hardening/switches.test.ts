import { expect, test } from 'vitest';
import { DANGEROUS_SWITCHES, dangerousSwitch } from '../../../src-main/switches.ts';

/** What takes a guard away is refused however it is written; what people and systems start an app with is not. */

/** Of a release, where nobody can open an inspector. */
const refused = (argv: readonly string[], platform: NodeJS.Platform = 'linux') => dangerousSwitch(argv, false, platform);

test.each(DANGEROUS_SWITCHES)('refuses --%s, with and without a value, with one hyphen, in capitals', (name) => {
  for (const written of [`--${name}`, `--${name}=1`, `-${name}`, `--${name.toUpperCase()}=x`]) {
    expect(refused(['/data', written])).toBe(written);
  }
});

test('refuses what is a switch on Windows alone', () => {
  expect(refused(['/no-sandbox'], 'win32')).toBe('/no-sandbox');
  expect(refused(['/inspect'])).toBeNull();
});

test('refuses the switches that the row names', () => {
  const named = ['remote-debugging-port=9222', 'remote-debugging-pipe', 'disable-web-security', 'no-sandbox'];
  const more = ['js-flags=--expose-gc', 'load-extension=/tmp/x', 'host-rules=MAP * evil.test', 'proxy-server=evil.test:1'];
  for (const each of [...named, ...more]) expect(refused([`--${each}`])).toBe(`--${each}`);
});

test('refuses one among many others, and behind the end of the switches too', () => {
  const others = Array.from({ length: 1_000 }, (_, index) => `--other-${String(index)}`);
  expect(refused([...others, '--', '--no-sandbox'])).toBe('--no-sandbox');
});

test.each([
  [[]],
  [['rwci://host:8888/#general']],
  [['--user-data-dir=/home/ann/no-sandbox', '--hidden', '--safe-mode', '--smoke', '--lang=de']],
  [['--password-store=gnome-libsecret', '--ozone-platform-hint=auto', '--enable-features=WaylandWindowDecorations']],
  [['--disable-gpu', '--force-device-scale-factor=2', '--no-sandboxes', '--inspected', 'no-sandbox', '---no-sandbox-x']],
])('takes %j', (argv) => {
  expect(refused(argv)).toBeNull();
});

test('where the inspector is open already, what Playwright drives a test build by is taken, and nothing else', () => {
  const inspected = (argv: readonly string[]) => dangerousSwitch(argv, true, 'linux');
  expect(inspected(['--inspect=0', '--remote-debugging-port=0'])).toBeNull();
  expect(inspected(['--inspect=0', '--no-sandbox'])).toBe('--no-sandbox');
  expect(inspected(['--inspect=0', '--remote-debugging-pipe'])).toBe('--remote-debugging-pipe');
});
