import { CHANNEL_PAGE_MAX, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { includesRole } from '../accounts/permissions.ts';
import type { Sender } from '../router.ts';
import { sayByFlavour } from '../delivery/said.ts';
import type { Services } from '../services.ts';

/** The dialect's `channel_create`: makes a channel and tells everybody, or tells the sender why not. */
export function handleChannelCreate(
  { channels, hub, log, settings, storage }: Services,
  { account, connection }: Sender,
  { channel, nonce }: ClientPacketOf<'channel_create'>,
): void {
  storage.journal.after(() => {
    const { mayCreateChannels } = settings;
    if (!includesRole(mayCreateChannels, connection.account?.role ?? account.role)) {
      const who = mayCreateChannels === 'owner' ? 'owners' : 'moderators and owners';
      connection.refuse({ code: 'not_allowed', message: `Only ${who} make channels on this server.` }, nonce);
      return;
    }
    channels.create(channel, account, (created) => {
      if (!created.ok) {
        connection.refuse(created.refusal, nonce);
        return;
      }
      log.info('a channel was made', { channel: created.value.name, account: account.name });
      const { name, topic, mayWrite } = created.value;
      const plain = { type: 'channel_create', channel: name } as const;
      hub.say(sayByFlavour(plain, { ...plain, topic, creator: account.name, may_write: mayWrite }));
      connection.acknowledge(nonce);
    });
  });
}

/** The dialect's `channel_delete`: deletes a channel and tells everybody, or tells the sender why not. */
export function handleChannelDelete(
  { channels, hub, log, storage }: Services,
  { account, connection }: Sender,
  { channel, nonce }: ClientPacketOf<'channel_delete'>,
): void {
  storage.journal.after(() => {
    channels.delete(channel, account, (deleted) => {
      if (!deleted.ok) {
        connection.refuse(deleted.refusal, nonce);
        return;
      }
      log.info('a channel was deleted', { channel: deleted.value.name, account: account.name });
      hub.broadcast({ type: 'channel_delete', channel: deleted.value.name });
      connection.acknowledge(nonce);
    });
  });
}

/** RWCI+'s `channel_update`: changes a channel and tells everybody, plain clients of a new name alone, or tells the sender why not. */
export function handleChannelUpdate(
  { channels, hub, log, storage }: Services,
  { account, connection }: Sender,
  { channel, nonce, ...wanted }: ClientPacketOf<'channel_update'>,
): void {
  storage.journal.after(() => {
    channels.update(channel, account, wanted, (updated) => {
      if (!updated.ok) {
        connection.refuse(updated.refusal, nonce);
        return;
      }
      const { before, after } = updated.value;
      if (after !== before) {
        log.info('a channel was changed', { channel: before.name, name: after.name, account: account.name });
        const creator = after.creatorId === null ? null : storage.accountName(after.creatorId);
        const { name, topic, mayWrite } = after;
        const plus = {
          type: 'channel_update',
          previous: before.name,
          channel: name,
          topic,
          creator,
          may_write: mayWrite,
        } as const;
        if (name === before.name) hub.say(sayByFlavour(null, plus));
        else {
          hub.say(sayByFlavour({ type: 'channel_delete', channel: before.name }, plus));
          hub.say(sayByFlavour({ type: 'channel_create', channel: name }, null));
        }
      }
      connection.acknowledge(nonce);
    });
  });
}

/** Tells a client of RWCI+ what the dialect does not say of the channels, in `channel_info`s of at most `CHANNEL_PAGE_MAX`. */
export function sendChannelInfo({ channels }: Services, { connection }: Sender): void {
  const infos = channels.infos();
  for (let start = 0; start < infos.length; start += CHANNEL_PAGE_MAX) {
    const end = start + CHANNEL_PAGE_MAX;
    connection.send({ type: 'channel_info', channels: infos.slice(start, end), more: end < infos.length });
  }
}
