import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HUES } from '../../src-renderer/chat/people.ts';

const css = readFileSync(new URL('../../src-renderer/styles/tokens.css', import.meta.url), 'utf8');

/** The custom properties of the first rule whose selector contains `selector`. */
function tokens(selector: string): Record<string, string> {
  const at = css.indexOf(selector);
  const body = css.slice(css.indexOf('{', at) + 1, css.indexOf('}', at));
  return Object.fromEntries<string>(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match): [string, string] => [match[1] ?? '', match[2] ?? '']),
  );
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a = '', b = ''): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const THEMES = { light: tokens(":root[data-theme='light']"), dark: tokens(":root[data-theme='dark']") };

/** Text, what it stands on. */
const TEXTS: readonly (readonly [string, readonly string[]])[] = [
  [
    'text',
    [
      'bg',
      'bg-side',
      'bg-raised',
      'bg-sunken',
      'bg-hover',
      'bg-active',
      'bg-row',
      'accent-soft',
      'warning-soft',
      'mention-soft',
      'mention-mark',
      'danger-soft',
    ],
  ],
  ['text-soft', ['bg', 'bg-side', 'bg-raised', 'bg-hover', 'bg-active']],
  ['text-muted', ['bg', 'bg-side', 'bg-rail', 'bg-raised', 'bg-sunken', 'bg-hover', 'bg-row', 'mention-soft', 'accent-soft']],
  ['accent-text', ['bg', 'bg-side', 'bg-raised', 'accent-soft', 'bg-row', 'mention-soft']],
  ['danger-text', ['bg', 'bg-raised', 'danger-soft', 'bg-row']],
  ['warning-text', ['bg', 'warning-soft']],
  ['ok-text', ['bg', 'bg-raised', 'ok-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-danger', ['danger', 'danger-hover']],
];

describe.each(Object.entries(THEMES))('the %s theme', (theme, colours) => {
  it.each(TEXTS)('has 4.5:1 for %s', (text, grounds) => {
    for (const ground of grounds)
      expect(contrast(colours[text], colours[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  it('has 3:1 for the edges of controls', () => {
    for (const ground of ['bg', 'bg-raised', 'bg-side']) {
      expect(contrast(colours['border-strong'], colours[ground]), ground).toBeGreaterThanOrEqual(3);
    }
  });

  it('has 4.5:1 for every name and every avatar', () => {
    for (let hue = 0; hue < HUES; hue++) {
      const person = tokens(`[data-hue='${hue}']`);
      expect(contrast('#ffffff', person['hue-fill']), `avatar ${hue}`).toBeGreaterThanOrEqual(4.5);
      for (const ground of ['bg', 'bg-row', 'mention-soft']) {
        expect(contrast(person[`hue-${theme}`], colours[ground]), `name ${hue} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
