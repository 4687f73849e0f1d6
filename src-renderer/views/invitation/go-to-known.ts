import { channelId } from '../../../src-shared/chat/state.ts';
import { findServer } from '../../../src-shared/ipc/app-state.ts';
import { invitationAddress, type Invitation } from '../../../src-shared/invitation/index.ts';
import { words } from '../../../src-shared/language/index.ts';
import type { WindowContext } from '../../context.ts';
import { signInAgain } from '../../menus/server-menu.ts';
import { goTo } from '../../window-actions.ts';
import type { Known } from './known-server.ts';

/**
 * To the server of an invitation that the person is on already, and to the channel where it is there. One that moved is looked for at
 * its new address, by the key that it is known by; where another answers, the address stays as it was. Resolves when the server is in
 * front and that is settled, which may be long after.
 */
export async function goToKnown(
  objects: WindowContext,
  invitation: Invitation,
  known: Extract<Known, { kind: 'member' | 'moved' }>,
): Promise<void> {
  const { app, navigation, toasts } = objects;
  const { chat, profile } = known.server;
  const { channel } = invitation;
  navigation.closeDialog();
  navigation.go(null);
  const isThere = channel !== null && chat.channels?.includes(channel) === true;
  goTo(objects, { server: profile.id, conversation: isThere ? channelId(channel) : null });

  const { phase } = chat.connection;
  const isAway = phase === 'offline' || phase === 'login-failed';
  if (known.kind === 'member' && !isAway) return;
  const outcome =
    known.kind === 'moved'
      ? await app.do('server/change', { server: profile.id, address: invitationAddress(invitation) })
      : await app.do('server/connect', { server: profile.id });
  if (!outcome.ok) {
    toasts.say(outcome.message);
    signInAgain(objects, known.server);
  } else if (known.kind === 'moved' && isAnother(objects, profile.id)) {
    await app.do('server/change', { server: profile.id, address: profile.address });
    toasts.say(words().invitation.question.notMoved);
  }
}

/** What answers at the new address is not who the person knows. */
function isAnother({ app }: WindowContext, id: string): boolean {
  const connection = findServer(app.state.servers, id)?.chat.connection;
  if (connection?.phase !== 'login-failed' && connection?.phase !== 'reconnecting') return false;
  return connection.problem.kind === 'certificate-changed' || connection.problem.kind === 'not-encrypted';
}
