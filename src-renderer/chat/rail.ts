import { attentionCount, hasUnread, type ConnectionState } from '../../src-shared/chat/state.ts';
import type { ServerId, ServerState } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import { connectionStatus } from './connection-text.ts';
import { serverName } from './server-name.ts';

/** What a server's button in the rail tells besides its name. */
export interface RailMarks {
  /** Unread direct messages and mentions; none on a muted server. */
  readonly calls: number;
  /** Something else is unread there. */
  readonly unread: boolean;
  /** `down`: not connected and not about to be. `failed`: only the person can change that. */
  readonly connection: 'up' | 'coming' | 'failed' | 'down';
  readonly muted: boolean;
}

export function railMarks({ chat, profile: { muted } }: ServerState): RailMarks {
  return {
    calls: muted ? 0 : attentionCount(chat),
    unread: !muted && hasUnread(chat),
    connection: connectionMark(chat.connection),
    muted,
  };
}

function connectionMark(connection: ConnectionState): RailMarks['connection'] {
  if (connection.phase === 'connected') return 'up';
  if (needsSignIn(connection)) return 'failed';
  return connection.phase === 'offline' ? 'down' : 'coming';
}

/** Only the person can bring this connection back: with a password. */
export function needsSignIn(connection: ConnectionState): boolean {
  if (connection.phase === 'login-failed') return true;
  return connection.phase === 'offline' && connection.problem?.kind === 'password-needed';
}

/** A server's button as a screen reader says it: `Workshop, 2 for you, unread messages, offline, muted`. */
export function railLabel(server: ServerState): string {
  const { calls, connection, muted, unread } = railMarks(server);
  const say = words().room.rail;
  const parts = [serverName(server)];
  if (calls > 0) parts.push(say.calls(calls));
  if (unread) parts.push(say.unread);
  if (connection !== 'up') parts.push(connectionText(server).toLocaleLowerCase());
  if (muted) parts.push(say.muted);
  return parts.join(', ');
}

/** What stands beside the pointer: who one is there, and how the connection is. */
export function railHint(server: ServerState): string {
  const { chat, profile } = server;
  return `${serverName(server)}\n${words().room.rail.account(profile.username, profile.address)}\n${connectionText({ chat })}`;
}

function connectionText({ chat }: Pick<ServerState, 'chat'>): string {
  return connectionStatus(chat.connection, { busy: false, problem: null }).text.replace(/\s*…$/, '');
}

/** The list with one server so many places up or down; the same order at its ends. */
export function movedBy(order: readonly ServerId[], server: ServerId, step: number): ServerId[] {
  const at = order.indexOf(server);
  return movedTo(order, server, step > 0 ? at + step + 1 : at + step);
}

/** The list with one server in front of the one that stands at `gap` now. */
export function movedTo(order: readonly ServerId[], server: ServerId, gap: number): ServerId[] {
  const at = order.indexOf(server);
  if (at === -1) return [...order];
  const others = order.toSpliced(at, 1);
  const to = Math.max(0, Math.min(others.length, gap > at ? gap - 1 : gap));
  return others.toSpliced(to, 0, server);
}
