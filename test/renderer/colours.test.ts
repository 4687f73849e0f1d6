import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACCENTS } from '../../src-shared/ipc/app-state.ts';
import { HUES } from '../../src-renderer/chat/people.ts';
import { contrast } from '../support/contrast.ts';

const css = readFileSync(new URL('../../src-renderer/styles/tokens.css', import.meta.url), 'utf8').replace(/\/\*.*?\*\//gs, '');

type Colours = Readonly<Record<string, string>>;

/** A rule for the root: which of its attributes it asks for, and the colours it gives. */
interface RootRule {
  readonly asks: readonly (readonly [string, string])[];
  readonly colours: Colours;
}

function coloursIn(body: string): Colours {
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const RULES: readonly RootRule[] = [...css.replace(/@media.*?\n\}/gs, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(
  ([, selectors = '', body = '']) =>
    selectors
      .split(',')
      .map((selector) => selector.trim())
      .filter((selector) => /^(:root)?(\[[^\]]+\])*$/.test(selector))
      .map((selector) => ({
        asks: [...selector.matchAll(/\[data-(\w+)='(\w+)'\]/g)].map(([, name = '', value = '']) => [name, value] as const),
        colours: coloursIn(body),
      })),
);

/** What a root with these attributes has: of the rules that hold, the one that asks for more, then the later one. */
function rootColours(attributes: Readonly<Record<string, string>>): Colours {
  const holding = RULES.filter(({ asks }) => asks.every(([name, value]) => attributes[name] === value));
  return Object.assign({}, ...holding.sort((a, b) => a.asks.length - b.asks.length).map(({ colours }) => colours)) as Colours;
}

const GROUNDS = ['bg', 'bg-side', 'bg-raised', 'bg-sunken', 'bg-hover', 'bg-active', 'bg-row'];
const SOFT = ['accent-soft', 'warning-soft', 'danger-soft', 'ok-soft', 'mention-soft', 'mention-mark'];

/** Text, what it stands on. */
const TEXTS: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...GROUNDS, ...SOFT]],
  ['text-soft', [...GROUNDS, 'accent-soft', 'warning-soft', 'danger-soft']],
  ['text-muted', ['bg', 'bg-side', 'bg-rail', 'bg-raised', 'bg-sunken', 'bg-hover', 'bg-row', 'mention-soft', 'accent-soft']],
  [
    'accent-text',
    ['bg', 'bg-side', 'bg-raised', 'bg-sunken', 'bg-hover', 'accent-soft', 'bg-row', 'mention-soft', 'mention-mark'],
  ],
  ['danger-text', ['bg', 'bg-raised', 'danger-soft', 'bg-row']],
  ['warning-text', ['bg', 'bg-raised', 'warning-soft']],
  ['ok-text', ['bg', 'bg-raised', 'ok-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-danger', ['danger', 'danger-hover']],
  ['on-tip', ['tip']],
];

/** What has to be seen, not read: an edge, the fill of a switch that is on, the ring of the focus. */
const SHAPES: readonly (readonly [string, readonly string[]])[] = [
  ['border-strong', ['bg', 'bg-raised', 'bg-side', 'bg-sunken']],
  ['accent', ['bg', 'bg-raised', 'bg-side']],
  ['danger', ['bg', 'bg-raised']],
  ['ok', ['bg-side']],
];

const THEMES = (['light', 'dark'] as const).flatMap((theme) =>
  (['standard', 'more'] as const).map((more) => ({ theme, more, text: more === 'more' ? 7 : 4.5 })),
);

describe.each(THEMES)('the $theme theme with $more contrast', ({ theme, more, text: atLeast }) => {
  it.each(ACCENTS)('has enough contrast for all text with the accent %s', (accent) => {
    const colours = rootColours({ theme, contrast: more, accent });
    for (const [text, grounds] of TEXTS) {
      for (const ground of grounds) {
        expect.soft(contrast(colours[text], colours[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(atLeast);
      }
    }
  });

  it.each(ACCENTS)('has 3:1 for the shapes of controls with the accent %s', (accent) => {
    const colours = rootColours({ theme, contrast: more, accent });
    for (const [shape, grounds] of SHAPES) {
      for (const ground of grounds) {
        expect.soft(contrast(colours[shape], colours[ground]), `${shape} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('has 4.5:1 for every name and every avatar', () => {
    const colours = rootColours({ theme, contrast: more, accent: 'blue' });
    for (let hue = 0; hue < HUES; hue++) {
      const person = coloursIn(css.slice(css.indexOf(`[data-hue='${hue}']`)).split('}', 1)[0] ?? '');
      expect.soft(contrast('#ffffff', person['hue-fill']), `avatar ${hue}`).toBeGreaterThanOrEqual(4.5);
      for (const ground of ['bg', 'bg-row', 'mention-soft', 'bg-hover', 'bg-raised']) {
        expect.soft(contrast(person[`hue-${theme}`], colours[ground]), `name ${hue} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

it('gives every accent a colour of its own in every theme', () => {
  for (const { theme, more } of THEMES) {
    const fills = ACCENTS.map((accent) => rootColours({ theme, contrast: more, accent })['accent']);
    expect(new Set(fills).size, `${theme}, ${more}`).toBe(ACCENTS.length);
  }
});
