import type { FakeBridge } from '../../support/fake-bridge.ts';
import { serverOf, stateWith } from '../../support/fake-bridge.ts';
import { acting, chatOf, KNOWN, login, NAMES, packet, said } from './scenes.ts';

/** Conversations whose messages mean something: emphasis, code, quotes, lists, links, names, emoji. */

const NOW = Date.now();

const room = (texts: readonly string[]): FakeBridge =>
  acting(
    stateWith(
      [
        serverOf(
          chatOf([
            ...login(NAMES),
            ...texts.map((text, index) => said(NAMES[1 + (index % 3)] ?? 'bob', text, NOW - (texts.length - index) * 90_000)),
            packet({ type: 'broadcast', message: 'The workshop closes at **18:00**, see https://example.org/hours' }, NOW),
          ]),
        ),
      ],
      { lastUsed: KNOWN },
    ),
  );

export const TEXT_SCENES: Readonly<Record<string, () => FakeBridge>> = {
  text: () =>
    room([
      'Bold is **like this**, *this leans*, ~~this is gone~~ and `npm run check` is code',
      '> Is the laser cutter free tomorrow?\nFrom nine, ask @bob or look into #random\n\n> a quote\n> > with one in it',
      'Shopping:\n- filament, **clear**\n- nozzles\n  - 0.4 mm\n  - 0.6 mm\n\n1. first\n2. then\n10. and last',
      'See [the plan](https://plans.example/workshop?week=47), https://example.org/a_(b)_c and https://аpple.com',
      'alice, @alice and @Zoë Kravitz :tada: :+1: :no_such_code:',
      '🎉🙂👍🏽',
      'C:\\path\\file, 2 * 3 * 4, snake_case_names, >_< and <b>not bold</b> stay',
      'مرحبا **بالجميع** هنا https://example.org\nand a line from the left',
    ]),
  'text-code': () =>
    room([
      'This is how:\n```ts\n/** What it promises. */\nexport function add(a: number, b = 2): string {\n  return `${a + b} in all`; // both\n}\n```',
      '```json\n{ "name": "rwci", "port": 8889, "open": true }\n```',
      '```diff\n@@ -1,2 +1,2 @@\n-old line\n+new line\n```',
      '```\nno language, and a line that is much longer than what fits into the window of anybody who reads it here, so that it wraps\n```',
      '```html\n<a class="x" href="#y">text</a> <!-- note -->\n```\nand after it',
      '```python\n@decorator\nclass A(Base):\n    def f(self, n=1.5):\n        return f"{n!r}" if n else None\n```',
    ]),
};
