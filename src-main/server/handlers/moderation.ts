import { BAN_LIST_MAX, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { moderates } from '../accounts/permissions.ts';
import type { Sender } from '../router.ts';
import type { Services } from '../services.ts';
import { answerTo, byOf } from './answer.ts';

/** RWCI+'s `kick`: ends somebody's connection. */
export function handleKick({ moderation }: Services, sender: Sender, packet: ClientPacketOf<'kick'>): void {
  moderation.kick(byOf(sender), packet, answerTo(sender, packet));
}

/** RWCI+'s `ban`: ends it and refuses further logins, of the address too if asked to. */
export function handleBan({ moderation }: Services, sender: Sender, packet: ClientPacketOf<'ban'>): void {
  moderation.ban(byOf(sender), packet, answerTo(sender, packet));
}

/** RWCI+'s `unban`: lifts all that a `ban` did. */
export function handleUnban({ moderation }: Services, sender: Sender, packet: ClientPacketOf<'unban'>): void {
  moderation.unban(byOf(sender), packet, answerTo(sender, packet));
}

/** RWCI+'s `mute`: what somebody would say to everybody is refused. */
export function handleMute({ moderation }: Services, sender: Sender, packet: ClientPacketOf<'mute'>): void {
  moderation.mute(byOf(sender), packet, answerTo(sender, packet));
}

/** RWCI+'s `unmute`. */
export function handleUnmute({ moderation }: Services, sender: Sender, packet: ClientPacketOf<'unmute'>): void {
  moderation.unmute(byOf(sender), packet, answerTo(sender, packet));
}

/** RWCI+'s `role`: makes somebody an owner, a moderator, a member or a guest. */
export function handleRole({ roles }: Services, sender: Sender, packet: ClientPacketOf<'role'>): void {
  roles.give(byOf(sender), packet.username, packet.role, answerTo(sender, packet));
}

/** RWCI+'s `ban_list`: the newest bans that hold, for moderators and owners. */
export function handleBanList(
  { clock, storage }: Services,
  { account, connection }: Sender,
  { nonce }: ClientPacketOf<'ban_list'>,
): void {
  storage.journal.after(() => {
    if (!moderates(connection.account ?? account)) {
      connection.refuse({ code: 'not_allowed', message: 'Only moderators and owners see who is banned.' }, nonce);
      return;
    }
    const bans = storage.bans(clock.wall(), BAN_LIST_MAX).map(({ username, by: who, reason, until, address }) => {
      return { username, by: who, reason, until, address };
    });
    connection.send({ type: 'ban_list', bans, ...(nonce === undefined ? {} : { nonce }) });
  });
}
