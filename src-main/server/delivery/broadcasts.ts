import type { AuditLog } from '../accounts/audit-log.ts';
import type { By } from '../accounts/judge.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../network/connection.ts';
import type { Written } from '../storage/journal.ts';
import type { Storage } from '../storage/storage.ts';
import { SERVER_ID } from '../storage/writes.ts';
import type { Hub } from './hub.ts';
import { sayByFlavour } from './said.ts';

export interface BroadcastParts {
  readonly storage: Storage;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly audit: AuditLog;
}

/** Where a broadcast comes from that a client sent with a nonce. */
export interface Sent {
  readonly connection: Connection;
  readonly nonce: string;
}

/** Public messages of the server (RFC #001, "Server Broadcasts"): stored first, then said to everybody. */
export class Broadcasts {
  readonly #parts: BroadcastParts;

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
  }

  /** `done` hears what became of it; who sent it with a nonce has had its `ack` then. */
  say(by: By, message: string, sent: Sent | null, done: (written: Written<'appendMessage'>) => void): void {
    const { audit, clock, hub, storage } = this.#parts;
    const bytes = Buffer.byteLength(message);
    const input = {
      to: { kind: 'broadcast' },
      authorId: by.kind === 'console' ? SERVER_ID : by.account.id,
      text: message,
      bytes,
      at: clock.wall(),
      nonce: sent?.nonce ?? null,
      bounds: null,
      audit: audit.entry(by, 'broadcast', '', message),
    } as const;
    storage.journal.write(
      'appendMessage',
      input,
      (written) => {
        if (written.ok && written.result.kind === 'stored') {
          const { id, seq, timestamp } = written.result;
          const plain = { type: 'broadcast', message } as const;
          const plus = { ...plain, id, seq, timestamp };
          const said = sayByFlavour(plain, plus);
          if (sent === null) hub.say(said);
          else {
            const { connection, nonce } = sent;
            hub.say(said, connection, [
              { type: 'ack', nonce, id, timestamp },
              { ...plus, nonce },
            ]);
          }
        }
        done(written);
      },
      bytes,
    );
  }
}
