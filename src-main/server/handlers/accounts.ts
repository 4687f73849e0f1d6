import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { answerTo, byOf } from './answer.ts';
import { offerToken } from './resume.ts';

/** RWCI+'s `password_reset`: gives an account a new password, one's own or another's; one's own client gets a new token. */
export function handlePasswordReset(services: Services, sender: Sender, packet: ClientPacketOf<'password_reset'>): void {
  const { username, password } = packet;
  const answer = answerTo(sender, packet);
  services.passwordResets.reset(byOf(sender), username, password, (outcome) => {
    if (outcome.ok && outcome.value.id === sender.account.id) {
      sender.connection.resumableUntil = null;
      offerToken(services, sender);
    }
    answer(outcome);
  });
}

/** RWCI+'s `account_delete`: takes an account away, so that its name is free. */
export function handleAccountDelete(
  { accountRemoval }: Services,
  sender: Sender,
  packet: ClientPacketOf<'account_delete'>,
): void {
  accountRemoval.remove(byOf(sender), packet, answerTo(sender, packet));
}
