import { mayModerate, moderates, roleOf } from '../../src-shared/chat/permissions.ts';
import type { ServerId, ServerState } from '../../src-shared/ipc/app-state.ts';
import { words } from '../../src-shared/language/index.ts';
import type { Role } from '../../src-shared/protocol/packets.ts';
import type { RoomRequest } from '../../src-shared/session/requests.ts';
import type { WindowContext } from '../context.ts';
import { answerProblem } from './answer-text.ts';

/** What whoever looks after a server does there: asked of the server, said in a toast, with the way back where there is one. */

type Objects = Pick<WindowContext, 'app' | 'toasts'>;

export type Deed = 'kick' | 'ban' | 'mute';

/** What is done to whom, and how. */
export interface Sentence {
  readonly deed: Deed;
  readonly person: string;
  readonly reason: string;
  /** For so long, in ms; null: for good. Of a kick it says nothing. */
  readonly forMs: number | null;
  /** Also the address of whoever is banned. */
  readonly address: boolean;
}

/** Whether the person may do that to somebody, or, at their own server's computer, may have it done where the server knows them as nobody. */
export function mayPunish({ chat }: ServerState, name: string, hosts: boolean): boolean {
  return mayModerate(chat, name) || (hosts && !moderates(chat) && name !== chat.me);
}

/** Null where it was done, else why not, as a sentence. */
export async function punish(objects: Objects, server: ServerState, sentence: Sentence): Promise<string | null> {
  const { app, toasts } = objects;
  const { deed, person } = sentence;
  const say = words().moderation.deed;
  const done = { kick: say.kicked, ban: say.banned, mute: say.muted }[deed](person);
  if (!mayModerate(server.chat, person)) {
    const outcome = await app.do('hosting/moderate', atTheComputer(sentence));
    if (outcome.ok) toasts.say(done);
    return outcome.ok ? null : outcome.message;
  }
  const problem = answerProblem(await app.do('room/ask', { server: server.profile.id, request: requestOf(sentence) }));
  if (problem !== null) return problem;
  const back = deed === 'kick' ? null : deed === 'ban' ? 'unban' : 'unmute';
  toasts.say(done, back === null ? undefined : undo(() => void lift(objects, server.profile.id, back, person)));
  return null;
}

function requestOf({ address, deed, forMs, person: username, reason }: Sentence): RoomRequest {
  if (deed === 'kick') return { type: 'kick', username, reason };
  const until = forMs === null ? null : Math.round(Date.now() + forMs);
  return deed === 'mute'
    ? { type: 'mute', username, reason, until }
    : { type: 'ban', username, reason, until, ...(address ? { address } : {}) };
}

const MINUTE_MS = 60_000;

function atTheComputer({ deed: action, forMs, person: username, reason }: Sentence) {
  const ends = action === 'mute' && forMs !== null;
  return { action, username, reason, ...(ends ? { minutes: Math.ceil(forMs / MINUTE_MS) } : {}) };
}

/** Ends a ban or a mute, and says so. */
export async function lift(objects: Objects, server: ServerId, type: 'unban' | 'unmute', person: string): Promise<void> {
  const say = words().moderation.deed;
  const done = type === 'unban' ? say.unbanned(person) : say.unmuted(person);
  await ask(objects, server, { type, username: person }, done);
}

/** Gives somebody a role; the way back is the one they had. */
export async function giveRole(objects: Objects, server: ServerState, person: string, role: Role): Promise<void> {
  const before = roleOf(server.chat, person);
  const { id } = server.profile;
  const { deed, roles } = words().moderation;
  const request = (to: Role): RoomRequest => ({ type: 'role', username: person, role: to });
  const back = (): void => void ask(objects, id, request(before), deed.roleGiven(person, roles[before]));
  // Another owner is not for this one to make less again.
  const action = role === 'owner' || person === server.chat.me ? undefined : undo(back);
  await ask(objects, id, request(role), deed.roleGiven(person, roles[role]), action);
}

/** Deletes a channel; null where it was done, else why not. */
export async function deleteChannel(objects: Objects, server: ServerId, channel: string): Promise<string | null> {
  const say = words().moderation.channel;
  const answer = await objects.app.do('room/ask', { server, request: { type: 'channel_delete', channel } });
  const problem = answerProblem(answer);
  if (problem !== null) return problem;
  const restore = (): void => void ask(objects, server, { type: 'channel_restore', channel }, say.restored(channel));
  objects.toasts.say(say.deleted(channel), undo(restore));
  return null;
}

/** Asks for something, and says that it was done, or why not. */
export async function ask(
  { app, toasts }: Objects,
  server: ServerId,
  request: RoomRequest,
  done: string,
  action?: ReturnType<typeof undo>,
): Promise<boolean> {
  const problem = answerProblem(await app.do('room/ask', { server, request }));
  toasts.say(problem ?? done, problem === null ? action : undefined);
  return problem === null;
}

function undo(act: () => void): { readonly label: string; readonly act: () => void } {
  return { label: words().moderation.undo, act };
}
