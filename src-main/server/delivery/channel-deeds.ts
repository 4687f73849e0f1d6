import { checkChannelName, checkTopic, type ClientPacketOf } from '../../../src-shared/protocol/index.ts';
import type { AuditLog } from '../accounts/audit-log.ts';
import { nameOf, type By, type Judge } from '../accounts/judge.ts';
import { looksAfter, makingProblem, mayChangeChannel, type Actor } from '../accounts/permissions.ts';
import type { ServerSettings } from '../accounts/settings.ts';
import { shorten } from '../content.ts';
import type { Logger } from '../logger.ts';
import { refused, type Outcome, type Refusal } from '../refusals.ts';
import type { StoredChannel } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';
import type { ChannelChange } from '../storage/writes.ts';
import { keysOf, unknownChannel, type Channels, type Updated } from './channels.ts';
import type { Hub } from './hub.ts';
import { sayByFlavour } from './said.ts';

export interface ChannelDeedParts {
  readonly storage: Storage;
  readonly hub: Hub;
  readonly log: Logger;
  readonly channels: Channels;
  readonly settings: ServerSettings;
  readonly judge: Judge;
  readonly audit: AuditLog;
}

/** What somebody wants to be different. */
export type WantedChannel = Pick<ClientPacketOf<'channel_update'>, 'name' | 'topic' | 'may_write' | 'position'>;

/** Hears what became of it, in the order of what is written. */
type Done = (outcome: Outcome<StoredChannel>) => void;

/**
 * What people do to channels (docs/PROTOCOL.md, "channels"): judged when everything before it is on the disk, written with its entry
 * in the audit log, and told to everybody, plain clients in the dialect.
 */
export class ChannelDeeds {
  readonly #parts: ChannelDeedParts;

  constructor(parts: ChannelDeedParts) {
    this.#parts = parts;
  }

  create(by: By & { readonly kind: 'account' }, name: string, done: Done): void {
    const { audit, channels, hub, judge, log, settings, storage } = this.#parts;
    storage.journal.after(() => {
      const actor = judge.current(by);
      const problem = actor.kind === 'account' ? makingProblem(settings.mayCreateChannels, actor.account) : null;
      if (problem !== null) {
        done(refused('not_allowed', problem));
        return;
      }
      const entry = (checked: string) => audit.entry(by, 'channel_create', checked);
      channels.create(name, by.account.id, entry, (created) => {
        if (created.ok) {
          const { name: channel, topic, mayWrite } = created.value;
          log.info('a channel was made', { channel, account: by.account.name });
          const plain = { type: 'channel_create', channel } as const;
          const position = channels.positionOf(created.value);
          const plus = { ...plain, topic, creator: by.account.name, may_write: mayWrite, position, last_seq: 0 };
          hub.say(sayByFlavour(plain, plus));
        }
        done(created);
      });
    });
  }

  /** By its creator, a moderator or an owner; it can be restored for a while. */
  delete(by: By, name: string, done: Done): void {
    const { audit, channels, hub, judge, log, storage } = this.#parts;
    storage.journal.after(() => {
      const channel = channels.meant(name);
      if (channel === null) done(unknownChannel(name));
      else if (channel.isDefault) done(refused('not_allowed', `#${channel.name} is the default channel and stays.`));
      else if (!mayChangeChannel(judge.current(by), channel)) done(onlyOthers(channel, 'delete'));
      else {
        channels.delete(channel, audit.entry(by, 'channel_delete', channel.name), (deleted) => {
          if (!deleted.ok) {
            done(deleted);
            return;
          }
          const { channel: gone, until } = deleted.value;
          log.info('a channel was deleted', { channel: gone.name, account: nameOf(by) });
          const plain = { type: 'channel_delete', channel: gone.name } as const;
          hub.say(sayByFlavour(plain, { ...plain, by: nameOf(by), until }));
          done({ ok: true, value: gone });
        });
      }
    });
  }

  /** By who may delete it; it comes back with its history. */
  restore(by: By, name: string, done: Done): void {
    const { audit, channels, hub, judge, log, storage } = this.#parts;
    storage.journal.after(() => {
      const deleted = channels.deleted(name);
      if (deleted === null) done(refused('unknown_channel', `There is no channel #${shorten(name)} that can be restored.`));
      else if (!mayChangeChannel(judge.current(by), deleted)) done(onlyOthers(deleted, 'restore'));
      else {
        channels.restore(deleted, audit.entry(by, 'channel_restore', deleted.name), (restored) => {
          if (restored.ok) {
            const { conversationId, name: channel, topic, mayWrite } = restored.value;
            log.info('a channel was restored', { channel, account: nameOf(by) });
            const plain = { type: 'channel_create', channel } as const;
            const last = storage.lastSeqOf(conversationId);
            const position = channels.positionOf(restored.value);
            const creator = this.#creator(restored.value);
            hub.say(sayByFlavour(plain, { ...plain, topic, creator, may_write: mayWrite, position, last_seq: last }));
          }
          done(restored);
        });
      }
    });
  }

  /** By its creator, a moderator or an owner; its place in the order is for the latter two. */
  update(by: By, name: string, wanted: WantedChannel, done: Done): void {
    const { audit, channels, judge, storage } = this.#parts;
    storage.journal.after(() => {
      const channel = channels.meant(name);
      if (channel === null) {
        done(unknownChannel(name));
        return;
      }
      const found = this.#difference(judge.current(by), channel, wanted);
      if ('refusal' in found) {
        done(found);
        return;
      }
      const { change, position } = found;
      if (Object.keys(change).length === 0 && position === null) {
        done({ ok: true, value: channel });
        return;
      }
      const entry = audit.entry(by, 'channel_update', channel.name, describe(change, position));
      channels.update(channel, change, position, entry, (updated) => {
        if (!updated.ok) {
          done(updated);
          return;
        }
        this.#tell(by, updated.value);
        done({ ok: true, value: updated.value.after });
      });
    });
  }

  #tell(by: By, { before, after, position }: Updated): void {
    const { hub, log } = this.#parts;
    const { name, topic, mayWrite } = after;
    log.info('a channel was changed', { channel: before.name, name, account: nameOf(by) });
    const plus = {
      type: 'channel_update',
      previous: before.name,
      channel: name,
      topic,
      creator: this.#creator(after),
      may_write: mayWrite,
      position,
    } as const;
    if (name === before.name) hub.say(sayByFlavour(null, plus));
    else {
      hub.say(sayByFlavour({ type: 'channel_delete', channel: before.name }, plus));
      hub.say(sayByFlavour({ type: 'channel_create', channel: name }, null));
    }
  }

  #creator({ creatorId }: StoredChannel): string | null {
    return creatorId === null ? null : this.#parts.storage.accountName(creatorId);
  }

  /** What of a wish is different from what is, or why it is refused. */
  #difference(
    actor: Actor,
    channel: StoredChannel,
    wanted: WantedChannel,
  ): { change: ChannelChange; position: number | null } | { ok: false; refusal: Refusal } {
    const { channels } = this.#parts;
    if (!mayChangeChannel(actor, channel)) return onlyOthers(channel, 'change');
    const change: { -readonly [K in keyof ChannelChange]: ChannelChange[K] } = {};
    if (wanted.name !== undefined && wanted.name !== channel.name) {
      if (channel.isDefault) return refused('not_allowed', `#${channel.name} is the default channel and keeps its name.`);
      const checked = checkChannelName(wanted.name);
      if (!checked.ok) return refused('name_refused', checked.reason);
      const clash = channels.clash(checked, channel);
      if (clash !== null) return refused('name_refused', clash);
      if (checked.name !== channel.name) Object.assign(change, keysOf(checked));
    }
    if (wanted.topic !== undefined) {
      const checked = checkTopic(wanted.topic);
      if (!checked.ok) return refused('bad_packet', checked.reason);
      if (checked.line !== channel.topic) change.topic = checked.line;
    }
    if (wanted.may_write !== undefined && wanted.may_write !== channel.mayWrite) change.mayWrite = wanted.may_write;
    if (wanted.position === undefined) return { change, position: null };

    const current = channels.positionOf(channel);
    // Whoever asks for more than there are means the end.
    const position = channel.isDefault ? wanted.position : Math.min(Math.max(1, wanted.position), channels.size - 1);
    if (position === current) return { change, position: null };
    if (channel.isDefault) return refused('not_allowed', `#${channel.name} is the default channel and stays the first.`);
    if (!looksAfter(actor)) return refused('not_allowed', 'Only moderators and owners put channels in order.');
    return { change, position };
  }
}

function onlyOthers({ name }: Pick<StoredChannel, 'name'>, deed: 'change' | 'delete' | 'restore') {
  return refused('not_allowed', `Only who made #${name} and the moderators can ${deed} it.`);
}

/** For the audit log. */
function describe({ name, topic, mayWrite }: ChannelChange, position: number | null): string {
  return [
    ...(name === undefined ? [] : [`name: ${name}`]),
    ...(topic === undefined ? [] : [topic === '' ? 'no topic' : `topic: ${topic}`]),
    ...(mayWrite === undefined ? [] : [`may_write: ${mayWrite}`]),
    ...(position === null ? [] : [`position: ${position}`]),
  ].join('; ');
}
