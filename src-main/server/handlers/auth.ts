import {
  AuthStatus,
  CAPABILITIES,
  CloseCode,
  NAME_MAX_CODE_POINTS,
  type ClientPacketOf,
} from '../../../src-shared/protocol/index.ts';
import type { Connection } from '../network/connection.ts';
import type { LimitName } from '../limits.ts';
import type { AcceptedLogin } from '../accounts/logins.ts';
import type { Services } from '../services.ts';

/** RFC #001, "Authentication": answers with `auth`, then lets the account in or closes the connection. */
export async function handleAuth(
  services: Services,
  connection: Connection,
  { username, password }: ClientPacketOf<'auth'>,
): Promise<void> {
  const { hub, log, storage } = services;
  connection.check();
  const result = await services.logins.attempt(username, password, connection.origin, connection.pin);
  if (!result.ok) {
    refuse(services, connection, result.code, result.reason, result.rule);
    return;
  }
  const { account } = result;
  // Asked again after each wait and last in the turn that lets the account in: somebody else may wait for the same holder. Behind
  // what was written before, because a holder that has left is there until its last messages, and its `quit`, were said.
  const isGone = () => connection.state === 'closed';
  for (;;) {
    await storage.journal.turn();
    // A holder is closed and stays when the server stops, and then this one is closed too.
    if (isGone()) return;
    const holder = hub.find(account.key);
    if (holder === null) break;
    if (holder.state === 'closed') continue;
    if (await holder.probe()) {
      refuse(services, connection, CloseCode.alreadyConnected, `${account.name} is already connected`);
      return;
    }
    if (isGone()) return;
    log.info('a newer login took over from a silent connection', holder.describe());
    holder.close(CloseCode.replaced, 'you logged in from somewhere else');
  }
  // What was done to the account while this login waited holds for it too.
  const problem = services.moderation.loginProblem(account, connection.origin.key);
  if (problem !== null) refuse(services, connection, CloseCode.banned, problem);
  else letIn(services, connection, { ...result, account: storage.accountByKey(account.key) ?? account });
}

function refuse({ log }: Services, connection: Connection, code: CloseCode, reason: string, rule?: LimitName): void {
  if (connection.state === 'closed') return;
  log.info('login failed', { ...connection.describe(), reason, rule: rule ?? null });
  connection.send({ type: 'auth', status: AuthStatus.failed, success: false, new_account: false });
  connection.close(code, reason);
}

/** Everything that a login is told, in the order of docs/PROTOCOL.md, "The login". */
function letIn(services: Services, connection: Connection, { account, isNew, resumableUntil }: AcceptedLogin): void {
  const { admission, channels, directMessages, hub, identity, limits, log, moderation, name, version } = services;
  admission.loggedIn(connection);
  connection.welcome(account);
  connection.resumableUntil = resumableUntil;
  connection.mute = moderation.currentMute(account);
  hub.enter(account, connection);
  log.info(isNew ? 'registered and logged in' : 'logged in', connection.describe());

  const status = isNew ? AuthStatus.registered : AuthStatus.ok;
  connection.send({ type: 'auth', status, success: true, new_account: isNew });
  connection.send({ type: 'user_list', users: hub.names() });
  hub.broadcast({ type: 'join', username: account.name });
  connection.send({ type: 'channel_list', channels: channels.names() });
  connection.send({ type: 'default_channel', channel: channels.default.name });
  connection.send({
    type: 'server_info',
    name,
    version,
    capabilities: [...CAPABILITIES],
    limits: { message_bytes: limits.frameMaxBytes, name_code_points: NAME_MAX_CODE_POINTS },
    ...(identity === null ? {} : { identity }),
  });
  directMessages.deliverKept(account, connection);
  connection.releaseHeld();
}
