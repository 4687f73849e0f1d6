import { describe, expect, test } from 'vitest';
import type { RoomSettings } from '../../src-shared/hosting/index.ts';
import type { HostingState } from '../../src-shared/ipc/app-state.ts';
import { pinProblem } from '../../src-renderer/field-rules.ts';
import { plotLine } from '../../src-renderer/views/hosting/plot.ts';
import { formOf, newPin, roomChange, roomProblems } from '../../src-renderer/views/hosting/room-form.ts';
import { whoIsOn } from '../../src-renderer/views/hosting/stop-text.ts';

const SETTINGS: RoomSettings = {
  name: 'The workshop',
  welcome: '',
  registration: 'open',
  pin: null,
  guests: true,
  forgets: false,
  limits: { peopleMax: 4_096, historyDays: null },
};
const FORM = formOf(SETTINGS);

describe('the form of a room', () => {
  test('as the settings are, nothing is wrong and nothing changes', () => {
    expect(roomProblems(FORM)).toEqual({});
    expect(roomChange(FORM, SETTINGS)).toBeNull();
  });

  test.each([
    ['name', { name: '  ' }],
    ['name', { name: 'x'.repeat(61) }],
    ['name', { name: 'a\u202eb' }],
    ['welcome', { welcome: 'x'.repeat(501) }],
    ['pin', { registration: 'pin', pin: '123' }],
    ['pin', { registration: 'pin', pin: 'x'.repeat(33) }],
    ['pin', { registration: 'pin', pin: '12\n34' }],
    ['peopleMax', { peopleMax: '0' }],
    ['peopleMax', { peopleMax: '5000' }],
    ['peopleMax', { peopleMax: 'ten' }],
    ['historyDays', { historyDays: '0' }],
    ['historyDays', { historyDays: '1.5' }],
  ] as const)('says what is wrong with %s: %o', (field, typed) => {
    const problems = roomProblems({ ...FORM, ...typed });
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(/\.$/u);
  });

  test('sixty characters are a name, also where each is two code units; a PIN that nobody needs is not judged', () => {
    expect(roomProblems({ ...FORM, name: '🦊'.repeat(60) })).toEqual({});
    expect(roomProblems({ ...FORM, registration: 'closed', pin: '' })).toEqual({});
  });

  test('only what is other than before is sent', () => {
    expect(roomChange({ ...FORM, name: ' New ', historyDays: '30' }, SETTINGS)).toEqual({
      name: 'New',
      limits: { peopleMax: 4_096, historyDays: 30 },
    });
    expect(roomChange({ ...FORM, registration: 'pin', pin: '123456' }, SETTINGS)).toEqual({
      registration: 'pin',
      pin: '123456',
    });
    expect(roomChange({ ...FORM, guests: false }, SETTINGS)).toEqual({ guests: false });
  });

  test('a new PIN is one that can be used', () => {
    for (let round = 0; round < 50; round++) {
      expect(newPin()).toMatch(/^\d{6}$/u);
      expect(pinProblem(newPin())).toBeNull();
    }
  });
});

describe('who is on the server', () => {
  const hosting = (people: number, names: readonly string[]): HostingState => ({
    ...{ status: 'on', name: 'room', port: 1, busyPort: null, addresses: [], fingerprint: null, guests: true, reach: null },
    ...{ people, names },
  });

  test('nobody but the host is nobody', () => {
    expect(whoIsOn({ status: 'off' }, 'alice')).toBeNull();
    expect(whoIsOn(hosting(1, ['alice']), 'alice')).toBeNull();
  });

  test('the first few by name, the others by number', () => {
    expect(whoIsOn(hosting(3, ['alice', 'bob', 'carol']), 'alice')).toBe('On your server: bob and carol.');
    expect(whoIsOn(hosting(2, ['alice', 'bob']), 'alice')).toBe('On your server: bob.');
    const many = whoIsOn(hosting(1_000, ['alice', 'bob', 'carol', 'dora', 'emil']), 'alice');
    expect(many).toBe('On your server: bob, carol, dora, emil and 995 more.');
  });
});

describe('a plot', () => {
  test('has the newest at its end and zero at the bottom', () => {
    expect(plotLine([0, 5, 10], 60, 590, 40)).toBe('M570.0 40.0L580.0 20.0L590.0 0.0');
    expect(plotLine([], 60, 590, 40)).toBe('');
    expect(plotLine([0], 60, 590, 40)).toBe('M580.0 40.0L590.0 40.0');
  });

  test('shows no more than it has room for', () => {
    expect(plotLine(Array<number>(100).fill(1), 60, 590, 40).split('L')).toHaveLength(60);
  });
});
