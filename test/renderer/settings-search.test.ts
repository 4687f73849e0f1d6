import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../../src-shared/language/index.ts';
import { DEFAULT_SETTINGS } from '../../src-shared/ipc/app-state.ts';
import { COMMANDS } from '../../src-shared/ipc/contract.ts';
import { diagnosticsText } from '../../src-renderer/views/settings/diagnostics.ts';
import { findRows, SECTIONS, settingRows } from '../../src-renderer/views/settings/rows.ts';
import { initialChatState } from '../../src-shared/chat/index.ts';
import { emptyAppState, serverOf } from '../support/fake-bridge.ts';
import * as v from 'valibot';

const found = (query: string): string[] => findRows(settingRows(), query).map(({ id }) => id);

afterEach(() => {
  speak({ language: 'en', locale: undefined });
});

describe('the search in the settings', () => {
  it('finds a setting by its name, its explanation, its choices and other words for it', () => {
    expect(found('zoom')).toEqual(['zoom']);
    expect(found('edges')).toEqual(['contrast']);
    expect(found('compact')).toEqual(['density']);
    expect(found('night')).toEqual(['theme']);
    expect(found('font')).toEqual(['text-size']);
  });

  it('finds all of a section by its name, and nothing by what stands nowhere', () => {
    expect(found('privacy')).toEqual(expect.arrayContaining(['keep', 'blocked', 'stored']));
    expect(found('xyzzy')).toEqual([]);
  });

  it('wants every word, in any case and order, with accents or without', () => {
    expect(found('SIZE text')).toEqual(['text-size']);
    expect(found('  ')).toHaveLength(settingRows().length);
    speak({ language: 'de', locale: 'de' });
    expect(found('textgroße')).toEqual(['text-size']);
    expect(found('schließen')).toContain('closing');
  });
});

describe('the rows of the settings', () => {
  it('fill every section, and are explained in every language', () => {
    for (const language of ['en', 'de'] as const) {
      speak({ language, locale: language });
      const rows = settingRows();
      expect(new Set(rows.map(({ section }) => section))).toEqual(new Set(SECTIONS));
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      for (const row of rows) expect(row.label, row.id).not.toBe('');
    }
  });

  it('write what the main process takes, and read it back', () => {
    for (const row of settingRows()) {
      if (row.kind === 'own') continue;
      const changes =
        row.kind === 'switch'
          ? [true, false].map((on) => [on, row.write(on)] as const)
          : row.options.map(({ value }) => [value, row.write(value)] as const);
      for (const [value, change] of changes) {
        expect(v.is(COMMANDS['settings/change'], change), row.id).toBe(true);
        expect(row.read({ ...DEFAULT_SETTINGS, ...change })).toBe(value);
      }
    }
  });
});

describe('the diagnostics', () => {
  const about = {
    ...{ version: '1.2.3', electron: '45.1', chromium: '150.0', node: '24.0', system: 'linux 6.1 x64' },
    ...{ folder: '/home/secret-person/.config', softwareOnly: true },
  };
  const secret = 'Secret';
  const server = serverOf(
    { ...initialChatState(`${secret}-me`, `${secret}-address`), server: { name: `${secret}-room`, version: '1' } as never },
    { address: `${secret}.example:8888`, username: `${secret}-ann`, label: `${secret}-label`, blocked: [`${secret}-bob`] },
  );
  const state = emptyAppState({
    servers: [server],
    settings: {
      ...DEFAULT_SETTINGS,
      theme: 'dark',
      keywords: [`${secret}-word`],
      addresses: { preferred: `${secret}-network`, excluded: [secret] },
    },
    lastUsed: {
      ...{ address: `${secret}-last`, username: `${secret}-last`, hostName: `${secret}-host`, hostPort: 8888 },
      knownNames: [{ address: `${secret}-known`, username: `${secret}-known` }],
    },
    hosting: { status: 'problem', message: `${secret} went wrong` },
    joinProblem: { kind: 'refused', detail: `${secret}-detail` },
    notices: [{ id: 1, text: `${secret}-notice` }],
    passwordStore: { available: false, reason: 'no-keyring' },
  });
  const found = {
    ...{ graphics: 'disabled_software', keyring: 'kwallet6', safeMode: true },
    crashes: ['2026-11-23T12:00:00.000Z a process of the app ended (GPU: killed, 9)'],
    log: ['2026-11-23T12:00:01.000Z info joined a server'],
  };
  const text = diagnosticsText(about, found, state, { width: 1280, height: 800, pixels: 1 });

  it('say what the app is and how it is set', () => {
    for (const part of [
      '1.2.3',
      '45.1',
      '150.0',
      '24.0',
      'linux 6.1 x64',
      '"theme":"dark"',
      'keywords: 1',
      'Hosting: problem',
      'Graphics: software (disabled_software); safe mode: yes',
      'keyring: kwallet6',
      'What died:\n  2026-11-23T12:00:00.000Z a process of the app ended (GPU: killed, 9)\n',
      'The end of the log:\n  2026-11-23T12:00:01.000Z info joined a server',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('hold no name, address, path, word or message', () => {
    expect(text.toLowerCase()).not.toContain('secret');
    expect(text).not.toContain('8888');
  });
});
