import { describe, expect, it } from 'vitest';
import { emptyConversation, initialChatState, type ChatState, type Problem } from '../../src-shared/chat/state.ts';
import { composerHint } from '../../src-renderer/composer/composer-hint.ts';
import { connectionStatus, countdown } from '../../src-renderer/chat/connection-text.ts';
import { problemDetails, problemText } from '../../src-renderer/chat/problem-text.ts';
import { failureText, retryLabel } from '../../src-renderer/log/failure-text.ts';
import { typingLine } from '../../src-renderer/chat/typing-text.ts';

const KINDS: readonly Problem['kind'][] = [
  'bad-address',
  'refused',
  'not-found',
  'unreachable',
  'timeout',
  'tls',
  'not-encrypted',
  'certificate-changed',
  'not-rwci',
  'wrong-password',
  'already-connected',
  'name-refused',
  'login-refused',
  'pin-needed',
  'registration-closed',
  'guests-off',
  'wrong-host',
  'banned',
  'kicked',
  'replaced',
  'closed',
];

describe('problems', () => {
  it.each(KINDS)('%s says what happened and what can be done, in sentences', (kind) => {
    const { what, advice } = problemText({ kind });
    expect(what).toMatch(/^[A-Z].*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  });

  it('belong to the field where they can be put right', () => {
    expect(problemText({ kind: 'refused' }).field).toBe('address');
    expect(problemText({ kind: 'name-refused' }).field).toBe('username');
    expect(problemText({ kind: 'wrong-password' }).field).toBe('password');
    expect(problemText({ kind: 'banned' }).field).toBeNull();
  });

  it('carry the technical side to the clipboard', () => {
    expect(problemDetails({ kind: 'refused', detail: 'ECONNREFUSED' })).toBe(
      'Nobody is listening there.\nKind: refused\nDetail: ECONNREFUSED',
    );
  });
});

describe('a name that is refused', () => {
  const detail = 'The name admin is reserved.';
  it('comes with the server’s own words at the field', () => {
    expect(problemText({ kind: 'name-refused', detail })).toEqual({
      what: 'The server refused this name.',
      advice: detail,
      field: 'username',
    });
  });

  it('comes with ours where the server has none', () => {
    expect(problemText({ kind: 'name-refused' }).advice).toMatch(/^Use 1 to 32/);
  });
});

describe('why a message was not sent', () => {
  it.each(['connection-lost', 'no-receipt', 'channel-gone', 'refused'] as const)('%s is a sentence of its own', (reason) => {
    expect(failureText(reason)).toMatch(/^[A-Z].*ot sent: .*\.$/);
  });

  it('of a refusal the server says why', () => {
    expect(failureText('refused', 'You are muted: too loud.')).toBe('Not sent: You are muted: too loud.');
  });

  it('offers to say in another channel only what would be said there', () => {
    expect(retryLabel('no-receipt')).toBe('Retry');
    expect(retryLabel('channel-gone')).toBe('Send here');
  });
});

describe('the connection’s status', () => {
  const idle = { busy: false, problem: null };
  const problem: Problem = { kind: 'closed' };

  it('begins with the agreed word in every state', () => {
    const text = (state: Parameters<typeof connectionStatus>[0], attempt = idle): string =>
      connectionStatus(state, attempt).text;
    expect(text({ phase: 'connected' })).toMatch(/^Connected/);
    expect(text({ phase: 'connecting' })).toMatch(/^Connecting/);
    expect(text({ phase: 'reconnecting', retryAt: 5, problem })).toMatch(/^Reconnecting/);
    expect(text({ phase: 'offline' })).toMatch(/^Offline/);
    expect(text({ phase: 'login-failed', problem })).toMatch(/^Login failed/);
    expect(text(null)).toBe('Offline');
    expect(text(null, { ...idle, busy: true })).toMatch(/^Connecting/);
  });

  it('stays the same while a countdown runs', () => {
    const at = (retryAt: number | null): string => connectionStatus({ phase: 'reconnecting', retryAt, problem }, idle).text;
    expect(at(5_000)).toBe(at(4_000));
    expect(at(null)).toBe(at(4_000));
  });

  it('after a failed attempt says whether it was the login', () => {
    expect(connectionStatus(null, { busy: false, problem: { kind: 'wrong-password' } }).text).toBe('Login failed');
    expect(connectionStatus(null, { busy: false, problem: { kind: 'refused' } }).text).toBe('Offline');
  });

  it('counts whole seconds down to none', () => {
    expect(countdown(5_000, 100)).toBe('Reconnecting in 5 s');
    expect(countdown(5_000, 4_999)).toBe('Reconnecting in 1 s');
    expect(countdown(5_000, 5_000)).toBeNull();
    expect(countdown(null, 0)).toBeNull();
  });
});

describe('the typing line', () => {
  it.each([
    [[], null],
    [['Ann'], 'Ann is typing'],
    [['Ann', 'Bo'], 'Ann and Bo are typing'],
    [['Ann', 'Bo', 'Cy'], 'Several people are typing'],
  ])('for %j is %j', (names, expected) => {
    const line = typingLine(names);
    expect(line?.text.replace(/\{(\w+)\}/g, (_, key: string) => line.values[key] ?? '') ?? null).toBe(expected);
  });
});

describe('the composer’s hint', () => {
  const ready: ChatState = { ...initialChatState('me', 'host'), ready: true, members: ['me', 'bob'] };
  const text = (chat: ChatState, name: string): string | null => {
    const hint = composerHint(chat, emptyConversation('direct', name));
    return hint === null ? null : hint.text.replace('{name}', hint.name ?? '');
  };

  it('says that writing waits for the connection', () => {
    expect(text({ ...ready, ready: false }, 'bob')).toMatch(/will be sent when connected/);
  });

  it('says that a channel is gone', () => {
    const hint = composerHint({ ...ready, channels: ['general'] }, emptyConversation('channel', 'news'));
    expect(hint?.text).toMatch(/no longer on the server/);
    expect(composerHint({ ...ready, channels: ['general'] }, emptyConversation('channel', 'general'))).toBeNull();
  });

  it('says on a plain server that a message waits for the person', () => {
    expect(text(ready, 'bob')).toBeNull();
    expect(text(ready, 'gone')).toBe('Will be sent when gone is here.');
    expect(
      text({ ...ready, server: { name: 'S', version: '1', capabilities: [], identity: null, frameMaxBytes: 65_536 } }, 'gone'),
    ).toBeNull();
  });
});
