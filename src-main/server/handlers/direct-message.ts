import { SERVER_NAME, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { findAccount } from '../accounts/find-account.ts';
import { moderates } from '../accounts/permissions.ts';
import { isBlank, shorten } from '../content.ts';
import { notStored } from '../refusals.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { refuseBlank } from './message.ts';
import { refuseMuted } from './muted.ts';
import { refuseNew } from './refuse-new.ts';

/** RFC #001, "Direct User Message": goes to the recipient, now or at its next login, and nobody else. */
export function handleDirectMessage(
  services: Services,
  sender: Sender,
  { recipient, message, nonce }: ClientPacketOf<'direct_message'>,
): void {
  const { directMessages, storage } = services;
  const { account, connection } = sender;
  if (isBlank(message)) {
    refuseBlank(services, sender, nonce);
    return;
  }
  if (recipient === SERVER_NAME) {
    const answer = 'I am the server and cannot read direct messages.';
    storage.journal.after(() => {
      refuseNew(services, sender, { code: 'unknown_user', message: answer, topic: 'message to the server' }, nonce);
    });
    return;
  }
  const known = findAccount(storage, recipient);
  if (known === null) {
    storage.journal.after(() => {
      refuseNew(services, sender, { code: 'unknown_user', message: `${shorten(recipient)} is not known here.` }, nonce);
    });
    return;
  }
  // Somebody who is muted can still ask why.
  if (!moderates(known) && known.id !== account.id && refuseMuted(services, sender, nonce)) return;
  directMessages.send({ author: account, recipient: known, message, nonce: nonce ?? null }, (written) => {
    if (!written.ok) connection.refuse(notStored(written.reason), nonce);
    else if (written.result.kind === 'full') {
      const full = `Too many messages wait for ${known.name} already. Yours was not kept.`;
      connection.refuse({ code: 'mailbox_full', message: full, topic: `full ${known.name}` }, nonce);
    } else if (written.result.kind === 'gone') {
      connection.refuse({ code: 'unknown_user', message: `${known.name} is not known here any more.` }, nonce);
    } else connection.acknowledge(nonce, written.result);
  });
}
