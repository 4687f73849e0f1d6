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
import type { Account } from '../storage/records.ts';

/** RFC #001, "Authentication": answers with `auth`, then lets the account in or closes the connection. */
export async function handleAuth(
  services: Services,
  connection: Connection,
  { username, password }: ClientPacketOf<'auth'>,
): Promise<void> {
  const { hub, log, storage } = services;
  connection.check();
  const result = await services.logins.attempt(username, password, connection);
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
  const current = storage.accountByKey(account.key);
  if (account.isPassing && (current === null || services.guests.isGoing(account))) {
    // Nobody's any more: with the next try they are new here.
    refuse(services, connection, CloseCode.tryAgainLater, 'this name was just given free, try again');
    return;
  }
  if (current?.id !== account.id || storage.passwordOf(current) !== result.judgedBy) {
    refuse(services, connection, CloseCode.wrongPassword, 'this account was changed meanwhile, log in again');
    return;
  }
  const problem = services.moderation.loginProblem(current, connection.origin.key);
  const crowd = services.logins.crowdProblem(current, connection);
  if (problem !== null) refuse(services, connection, CloseCode.banned, problem);
  else if (crowd !== null) refuse(services, connection, crowd.code, crowd.reason, crowd.rule);
  else letIn(services, connection, { ...result, account: current });
}

function refuse({ log }: Services, connection: Connection, code: CloseCode, reason: string, rule?: LimitName): void {
  if (connection.state === 'closed') return;
  log.info('login failed', { ...connection.describe(), reason, rule: rule ?? null });
  connection.send({ type: 'auth', status: AuthStatus.failed, success: false, new_account: false });
  connection.close(code, reason);
}

/** Everything that a login is told, in the order of docs/PROTOCOL.md, "The login". */
function letIn(services: Services, connection: Connection, { account, isNew, resumableUntil }: AcceptedLogin): void {
  const { admission, channels, clock, directMessages, hub, identity, limits, log, moderation, settings, version } = services;
  admission.loggedIn(connection);
  connection.welcome(account);
  connection.resumableUntil = resumableUntil;
  connection.since = clock.wall();
  connection.mute = moderation.currentMute(account);
  hub.enter(account, connection);
  log.info(isNew ? 'registered and logged in' : 'logged in', connection.describe());

  const status = isNew ? AuthStatus.registered : AuthStatus.ok;
  connection.send({ type: 'auth', status, success: true, new_account: isNew });
  connection.send({ type: 'user_list', users: hub.names() });
  hub.join(account, isNew);
  connection.send({ type: 'channel_list', channels: channels.names() });
  connection.send({ type: 'default_channel', channel: channels.default.name });
  connection.send({
    type: 'server_info',
    name: settings.name,
    version,
    capabilities: [...CAPABILITIES],
    limits: { message_bytes: limits.frameMaxBytes, name_code_points: NAME_MAX_CODE_POINTS },
    ...(identity === null ? {} : { identity }),
  });
  directMessages.deliverKept(account, connection);
  if (isNew) greet(services, connection, account);
  connection.releaseHeld();
}

/** A client that knows RWCI+ shows the welcome where the conversation begins; anybody else is told it once. */
function greet({ directMessages, settings }: Services, connection: Connection, recipient: Account): void {
  if (settings.welcome === '') return;
  connection.onIntroduced(() => {
    if (connection.clientInfo !== null || connection.state === 'closed') return;
    directMessages.send({ author: null, recipient, message: settings.welcome, nonce: null }, () => undefined);
  });
}
