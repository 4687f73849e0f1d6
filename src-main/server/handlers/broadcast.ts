import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { looksAfter } from '../accounts/permissions.ts';
import { isBlank } from '../content.ts';
import { notStored } from '../refusals.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { byOf } from './answer.ts';
import { refuseBlank } from './message.ts';
import { refuseNew } from './refuse-new.ts';

/** RWCI+'s `broadcast`: a public message of the server, from somebody who looks after the room. */
export function handleBroadcast(services: Services, sender: Sender, { message, nonce }: ClientPacketOf<'broadcast'>): void {
  const { broadcasts, judge, storage } = services;
  const { connection } = sender;
  if (isBlank(message)) {
    refuseBlank(services, sender, nonce);
    return;
  }
  const by = byOf(sender);
  storage.journal.after(() => {
    if (!looksAfter(judge.current(by))) {
      refuseNew(services, sender, { code: 'not_allowed', message: 'Only moderators and owners tell everybody.' }, nonce);
      return;
    }
    broadcasts.say(by, message, nonce === undefined ? null : { connection, nonce }, (written) => {
      if (!written.ok) connection.refuse(notStored(written.reason), nonce);
      else if (written.result.kind === 'repeat') connection.acknowledge(nonce, written.result);
    });
  });
}
