import type { ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import { isBlank, shorten } from '../content.ts';
import { notStored } from '../refusals.ts';
import { includesRole, WHO } from '../accounts/permissions.ts';
import type { Sender } from '../router.ts';
import { sayByFlavour } from '../delivery/said.ts';
import type { Services } from '../services.ts';
import type { StoredChannel } from '../storage/records.ts';
import { refuseNew } from './refuse-new.ts';

/**
 * RFC #001, "Public User Message": goes to every client, the author included, once it is on the disk; empty content and unknown
 * channels do not. What comes again with a nonce that is known is acknowledged again and goes nowhere.
 */
export function handleMessage(services: Services, sender: Sender, packet: ClientPacketOf<'message'>): void {
  const { channels, storage } = services;
  if (isBlank(packet.message)) {
    refuseBlank(services, sender, packet.nonce);
    return;
  }
  const channel = channels.find(packet.channel);
  if (channel !== null && includesRole(channel.mayWrite, sender.account.role)) store(services, sender, packet, channel);
  else {
    storage.journal.after(() => {
      refuse(services, sender, packet, channel);
    });
  }
}

/** Silence for a client that knows only the RFC, which says so; a word for one that waits for an answer. */
export function refuseBlank({ storage }: Services, { connection }: Sender, nonce: string | undefined): void {
  if (nonce === undefined) return;
  storage.journal.after(() => {
    connection.refuse({ code: 'bad_packet', message: 'A message without content goes nowhere.' }, nonce);
  });
}

function store(services: Services, sender: Sender, packet: ClientPacketOf<'message'>, channel: StoredChannel): void {
  const { channels, clock, hub, storage } = services;
  const { account, connection } = sender;
  const { message, nonce } = packet;
  const bytes = Buffer.byteLength(message);
  const input = {
    to: { kind: 'channel', conversationId: channel.conversationId },
    authorId: account.id,
    text: message,
    bytes,
    at: clock.wall(),
    nonce: nonce ?? null,
    bounds: null,
  } as const;
  storage.journal.write(
    'appendMessage',
    input,
    (written) => {
      if (!written.ok) {
        connection.refuse(notStored(written.reason), nonce);
        return;
      }
      const stored = written.result;
      if (stored.kind === 'repeat') connection.acknowledge(nonce, stored);
      else if (stored.kind !== 'stored') refuseUnknown(services, sender, packet);
      else {
        const { id, seq, timestamp } = stored;
        // It may have another name by now.
        const { name } = channels.withId(channel.id) ?? channel;
        const plain = { type: 'message', author: account.name, message, channel: name } as const;
        const plus = { ...plain, id, seq, timestamp };
        if (nonce === undefined) hub.say(sayByFlavour(plain, plus));
        else
          hub.say(sayByFlavour(plain, plus), connection, [
            { type: 'ack', nonce, id, timestamp },
            { ...plus, nonce },
          ]);
      }
    },
    bytes,
  );
}

function refuse(services: Services, sender: Sender, packet: ClientPacketOf<'message'>, channel: StoredChannel | null): void {
  if (channel === null) {
    refuseUnknown(services, sender, packet);
    return;
  }
  const message = `Only ${WHO[channel.mayWrite === 'everybody' ? 'members' : channel.mayWrite]} may write in #${channel.name}.`;
  refuseNew(services, sender, { code: 'not_allowed', message, topic: `write in ${channel.name}` }, packet.nonce);
}

function refuseUnknown(services: Services, sender: Sender, { channel, nonce }: ClientPacketOf<'message'>): void {
  const message = `There is no channel #${shorten(channel ?? '')} here.`;
  refuseNew(services, sender, { code: 'unknown_channel', message, topic: 'no such channel' }, nonce);
}
