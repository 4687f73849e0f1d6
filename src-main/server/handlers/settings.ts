import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { refused } from '../refusals.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { answerTo, byOf } from './answer.ts';

/** RWCI+'s `settings`: changes what it names, for owners; clients that know RWCI+ are told all of it. */
export function handleSettings(
  { judge, log, settings, storage }: Services,
  sender: Sender,
  packet: ClientPacketOf<'settings'>,
): void {
  const { connection } = sender;
  const {
    registration,
    pin,
    may_create_channels: mayCreateChannels,
    new_accounts: newAccounts,
    name,
    welcome,
    guests,
  } = packet;
  const by = byOf(sender);
  const answer = answerTo(sender, packet);
  storage.journal.after(() => {
    const actor = judge.current(by);
    if (actor.kind === 'account' && actor.account.role !== 'owner') {
      answer(refused('not_allowed', 'Only owners change the settings of the server.'));
      return;
    }
    const change = {
      ...(registration === undefined ? {} : { registration }),
      ...(pin === undefined ? {} : { pin }),
      ...(mayCreateChannels === undefined ? {} : { mayCreateChannels }),
      ...(newAccounts === undefined ? {} : { newAccounts }),
      ...(name === undefined ? {} : { name }),
      ...(welcome === undefined ? {} : { welcome }),
      ...(guests === undefined ? {} : { guests }),
    };
    settings.change(by, change, (changed) => {
      if (changed.ok) log.info('the settings were changed', connection.describe());
      answer(changed);
    });
  });
}
