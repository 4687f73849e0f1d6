import { expect, test } from 'vitest';
import { DANGEROUS_SWITCHES, dangerousSwitch } from '../../../src-main/switches.ts';

/** What takes a guard away is refused however it is written; what people and systems start an app with is not. */

const unset = () => false;

test.each(DANGEROUS_SWITCHES)('refuses --%s, with and without a value, with one hyphen, in capitals', (name) => {
  for (const written of [`--${name}`, `--${name}=1`, `-${name}`, `--${name.toUpperCase()}=x`]) {
    expect(dangerousSwitch(['/data', written], unset, false)).toBe(written);
  }
});

test('refuses what Chromium alone takes for a switch', () => {
  expect(dangerousSwitch(['/no-sandbox'], (name) => name === 'no-sandbox', false)).toBe('--no-sandbox');
});

test('refuses the switches that the row names', () => {
  const named = ['remote-debugging-port=9222', 'remote-debugging-pipe', 'disable-web-security', 'no-sandbox'];
  const more = ['js-flags=--expose-gc', 'load-extension=/tmp/x', 'host-rules=MAP * evil.test', 'proxy-server=evil.test:1'];
  for (const each of [...named, ...more]) expect(dangerousSwitch([`--${each}`], unset, false)).toBe(`--${each}`);
});

test('refuses one among many others, and behind the end of the switches too', () => {
  const others = Array.from({ length: 1_000 }, (_, index) => `--other-${String(index)}`);
  expect(dangerousSwitch([...others, '--', '--no-sandbox'], unset, false)).toBe('--no-sandbox');
});

test.each([
  [[]],
  [['rwci://host:8888/#general']],
  [['--user-data-dir=/home/ann/no-sandbox', '--hidden', '--safe-mode', '--smoke', '--lang=de']],
  [['--password-store=gnome-libsecret', '--ozone-platform-hint=auto', '--enable-features=WaylandWindowDecorations']],
  [['--disable-gpu', '--force-device-scale-factor=2', '--no-sandboxes', '--inspected', 'no-sandbox', '---no-sandbox-x']],
])('takes %j', (argv) => {
  expect(dangerousSwitch(argv, unset, false)).toBeNull();
});

test('where the inspector is open already, what Playwright drives a test build by is taken, and nothing else', () => {
  expect(dangerousSwitch(['--inspect=0', '--remote-debugging-port=0'], () => false, true)).toBeNull();
  expect(dangerousSwitch(['--inspect=0', '--no-sandbox'], unset, true)).toBe('--no-sandbox');
  expect(dangerousSwitch(['--inspect=0', '--remote-debugging-pipe'], unset, true)).toBe('--remote-debugging-pipe');
});
