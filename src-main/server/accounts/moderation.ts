import { CloseCode, type ServerPacket } from '../../../src-shared/protocol/index.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../network/connection.ts';
import type { Hub } from '../delivery/hub.ts';
import type { Logger } from '../logger.ts';
import type { AuditLog } from './audit-log.ts';
import { endWith } from './ending.ts';
import { nameOf, notWritten, type By, type Charge, type Done, type Judge, type TimedCharge } from './judge.ts';
import { moderates } from './permissions.ts';
import { refused, type Outcome, type Refusal } from '../refusals.ts';
import { sayByFlavour } from '../delivery/said.ts';
import { describeTerms, holds, sentence, type Terms } from './sanctions.ts';
import type { Account, Sanction } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

export interface ModerationOptions {
  readonly storage: Storage;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly log: Logger;
  readonly judge: Judge;
  readonly audit: AuditLog;
}

export interface BanCharge extends TimedCharge {
  /** Whether the address that they are connected from is banned too. */
  readonly address?: boolean;
}

/**
 * Kicks, bans and mutes (docs/PROTOCOL.md, "moderation"). Each is judged when everything before it is on the disk, is on the disk
 * itself before it takes effect, and takes effect at once on whoever is online; clients that know RWCI+ are told.
 */
export class Moderation {
  readonly #options: ModerationOptions;

  constructor(options: ModerationOptions) {
    this.#options = options;
  }

  /** Ends a connection; the person may come back. */
  kick(by: By, charge: Charge, done: Done): void {
    this.#options.judge.judge(by, 'kick', charge, done, (target, { reason }) => {
      const { audit, hub, storage } = this.#options;
      const connection = hub.find(target.key);
      if (connection === null) {
        done(refused('not_online', `${target.name} is not online.`));
        return;
      }
      storage.journal.write('recordDeed', audit.entry(by, 'kick', target.name, reason), () => {
        // A disk that takes nothing keeps nobody here: its log says what could not be written.
        this.#tell({ type: 'kick', username: target.name, by: nameOf(by), reason });
        endWith(connection, CloseCode.kicked, describeTerms('you were kicked', { reason, until: null }));
        done({ ok: true, value: target });
      });
    });
  }

  /** Refuses the logins of an account until the end, and of others from its address if asked to; ends what is open. */
  ban(by: By, charge: BanCharge, done: Done): void {
    this.#options.judge.judge(by, 'ban', charge, done, (target, { reason, until, at }) => {
      const { audit, storage } = this.#options;
      const address: Outcome<string | null> = charge.address === true ? this.#addressOf(by, target) : { ok: true, value: null };
      if (!address.ok) {
        done(address);
        return;
      }
      const detail = describe({ reason, until }, charge.address === true ? 'with the address' : '');
      const entry = audit.entry(by, 'ban', target.name, detail);
      const input = { accountId: target.id, reason, by: nameOf(by), at, until, addressKey: address.value, audit: entry };
      storage.journal.write('ban', input, (written) => {
        if (!written.ok) {
          done(notWritten(written.reason));
          return;
        }
        this.#tell({ type: 'ban', username: target.name, by: nameOf(by), reason, until }, until);
        this.#endBanned(target, address.value, { reason, until });
        done({ ok: true, value: target });
      });
    });
  }

  /** Lifts the ban of an account and of the addresses that were banned with it. */
  unban(by: By, charge: Charge, done: Done): void {
    this.#options.judge.judge(by, 'unban', charge, done, (target) => {
      const { audit, clock, storage } = this.#options;
      if (storage.banOf(target, clock.wall()) === null) {
        done(refused('not_banned', `${target.name} is not banned.`));
        return;
      }
      const entry = audit.entry(by, 'unban', target.name);
      storage.journal.write('unban', { accountId: target.id, audit: entry }, (written) => {
        if (!written.ok) done(notWritten(written.reason));
        else {
          this.#tell({ type: 'unban', username: target.name, by: nameOf(by) });
          done({ ok: true, value: target });
        }
      });
    });
  }

  /** Takes an account its voice until the end: what it would say to everybody is refused. */
  mute(by: By, charge: TimedCharge, done: Done): void {
    this.#options.judge.judge(by, 'mute', charge, done, (target, { reason, until, at }) => {
      const { audit, hub, storage } = this.#options;
      const sanction = { reason, by: nameOf(by), at, until };
      const entry = audit.entry(by, 'mute', target.name, describe(sanction));
      storage.journal.write('mute', { accountId: target.id, ...sanction, audit: entry }, (written) => {
        if (!written.ok) {
          done(notWritten(written.reason));
          return;
        }
        const connection = hub.find(target.key);
        if (connection !== null) connection.mute = sanction;
        this.#tell({ type: 'mute', username: target.name, by: nameOf(by), reason, until }, until);
        done({ ok: true, value: target });
      });
    });
  }

  unmute(by: By, charge: Charge, done: Done): void {
    this.#options.judge.judge(by, 'unmute', charge, done, (target) => {
      const { audit, clock, hub, storage } = this.#options;
      if (storage.muteOf(target, clock.wall()) === null) {
        done(refused('not_muted', `${target.name} is not muted.`));
        return;
      }
      const entry = audit.entry(by, 'unmute', target.name);
      storage.journal.write('unmute', { accountId: target.id, audit: entry }, (written) => {
        if (!written.ok) {
          done(notWritten(written.reason));
          return;
        }
        const connection = hub.find(target.key);
        if (connection !== null) connection.mute = null;
        this.#tell({ type: 'unmute', username: target.name, by: nameOf(by) });
        done({ ok: true, value: target });
      });
    });
  }

  /** Why an account may not log in from an address, in words; null when it may. */
  loginProblem(account: Account, addressKey: string): string | null {
    const ban = this.#options.storage.banOf(account, this.#options.clock.wall());
    return ban === null ? this.addressProblem(account, addressKey) : describeTerms('you are banned here', ban);
  }

  /**
   * The same for the address alone, which is looked at before the password. Owners and moderators come in from anywhere.
   * @param account null for one that is not made yet
   */
  addressProblem(account: Account | null, addressKey: string): string | null {
    if (account !== null && moderates(account)) return null;
    const ban = this.#options.storage.addressBanOf(addressKey, this.#options.clock.wall());
    return ban === null ? null : describeTerms('your address is banned here', ban);
  }

  /** Why somebody on a connection may not speak now; null when they may. */
  muteOf({ mute }: Connection): Refusal | null {
    if (mute === null || !holds(mute, this.#options.clock.wall())) return null;
    return { code: 'muted', message: sentence(describeTerms('you are muted', mute)), topic: 'muted' };
  }

  /** What holds for an account that logs in now. */
  currentMute(account: Account): Sanction | null {
    return this.#options.storage.muteOf(account, this.#options.clock.wall());
  }

  /** The key of the address that somebody is banned with, or why that cannot be banned. */
  #addressOf(by: By, target: Account): Outcome<string> {
    const connection = this.#options.hub.find(target.key);
    if (connection === null) return refused('not_online', `${target.name} is not online, so there is no address to ban.`);
    const { key, kind } = connection.origin;
    if (kind === 'loopback') {
      return refused('not_allowed', `${target.name} is on the server's own computer, whose address cannot be banned.`);
    }
    if (key === by.addressKey) {
      return refused('not_allowed', `${target.name} has the same address as you, which you cannot ban.`);
    }
    return { ok: true, value: key };
  }

  #endBanned(target: Account, addressKey: string | null, terms: { reason: string; until: number | null }): void {
    const { hub } = this.#options;
    const own = hub.find(target.key);
    if (own !== null) endWith(own, CloseCode.banned, describeTerms('you are banned here', terms));
    if (addressKey === null) return;
    for (const connection of hub.connections()) {
      const { account, origin } = connection;
      if (origin.key !== addressKey || account === null || moderates(account)) continue;
      endWith(connection, CloseCode.banned, describeTerms('your address is banned here', terms));
    }
  }

  #tell(packet: ServerPacket & { readonly username: string; readonly by: string }, until: number | null = null): void {
    const { hub, log } = this.#options;
    hub.say(sayByFlavour(null, packet));
    log.info('moderation', { deed: packet.type, account: packet.username, by: packet.by, until });
  }
}

/** Terms as the audit log has them: `with the address, until 2026-01-01 12:00 UTC: spam`. */
function describe(terms: Terms, what = ''): string {
  const words = describeTerms(what, terms).trim();
  return words.replace(/^: /u, '').replace(/^(with the address) (until)/u, '$1, $2');
}
