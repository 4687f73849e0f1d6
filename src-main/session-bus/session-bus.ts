import { connect, type Socket } from 'node:net';
import type { Clock } from '../../src-shared/session/index.ts';
import { decodeMessage, encodeCall, MESSAGE, type Message } from './message.ts';

/** What has not answered by then does not answer. */
export const ANSWER_TIMEOUT_MS = 2_000;
/** Of what came and is no whole message yet. */
const UNREAD_MAX_BYTES = 2 * 1024 * 1024;

const BUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' } as const;

interface Answer {
  readonly resolve: (body: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/** Where the session bus is: as the desktop says, else where systemd puts it; empty where there is none. */
export function sessionBusAddress(env: NodeJS.ProcessEnv): string {
  const runtime = env['XDG_RUNTIME_DIR'] ?? '';
  return env['DBUS_SESSION_BUS_ADDRESS'] ?? (runtime === '' ? '' : `unix:path=${runtime}/bus`);
}

/** A method on the bus. */
export interface Method {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
}

/** The bus, or who was asked there, said no; `message` is the name of the error. */
export class BusError extends Error {
  override readonly name = 'BusError';
}

/**
 * A connection to the session bus, on which a desktop's programs find each other (D-Bus Specification). Nothing here waits for it: a bus that
 * is not there, hangs or goes leaves questions without an answer.
 */
export class SessionBus {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #answers = new Map<number, Answer>();
  readonly #listeners = new Set<(signal: Message) => void>();
  readonly #endings = new Set<() => void>();
  #unread: Buffer = Buffer.alloc(0);
  #serial = 0;
  #isOpen = true;

  private constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.on('close', () => {
      this.#close();
    });
  }

  /**
   * Connects to the bus at an address as in `DBUS_SESSION_BUS_ADDRESS`.
   * @throws {BusError} when there is none there, or none that answers in time
   */
  static async connect(address: string, clock: Clock): Promise<SessionBus> {
    const path = socketPath(address);
    if (path === null) throw new BusError('no address');
    const socket = connect(path);
    // What is wrong with a socket is said by its end.
    socket.on('error', () => undefined);
    const bus = new SessionBus(socket, clock);
    // Whoever asks the bus does not keep the program running.
    socket.unref();
    const cancel = clock.after(ANSWER_TIMEOUT_MS, () => {
      socket.destroy();
    });
    try {
      await bus.#authenticate();
      await bus.ask({ ...BUS, member: 'Hello' });
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      cancel();
    }
    return bus;
  }

  /**
   * Calls a method and resolves with what it answers.
   * @throws {BusError} when it refuses, or does not answer in time
   */
  ask(method: Method, ...args: readonly string[]): Promise<readonly unknown[]> {
    if (!this.#isOpen) return Promise.reject(new BusError('closed'));
    return new Promise((resolve, reject) => {
      const serial = ++this.#serial;
      const cancel = this.#clock.after(ANSWER_TIMEOUT_MS, () => {
        this.#answers.get(serial)?.reject(new BusError('no answer'));
      });
      const settled = () => {
        cancel();
        this.#answers.delete(serial);
      };
      this.#answers.set(serial, {
        resolve: (body) => {
          settled();
          resolve(body);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      this.#socket.write(encodeCall(serial, method, args));
    });
  }

  /** The unique name of the program that goes by a name; null where there is none. */
  async ownerOf(name: string): Promise<string | null> {
    try {
      const [owner] = await this.ask({ ...BUS, member: 'GetNameOwner' }, name);
      return typeof owner === 'string' ? owner : null;
    } catch (error) {
      if (error instanceof BusError && error.message === 'org.freedesktop.DBus.Error.NameHasNoOwner') return null;
      throw error;
    }
  }

  /** Whether the bus starts a program when somebody asks for this name. */
  async startsOnDemand(name: string): Promise<boolean> {
    const [names] = await this.ask({ ...BUS, member: 'ListActivatableNames' });
    return Array.isArray(names) && names.includes(name);
  }

  /** Calls `listener` with each signal that `rule` matches (D-Bus Specification, "Match Rules"), and with those of other rules. */
  async listen(rule: string, listener: (signal: Message) => void): Promise<void> {
    this.#listeners.add(listener);
    await this.ask({ ...BUS, member: 'AddMatch' }, `type='signal',${rule}`);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Calls `listener` when the bus has gone, or this connection. */
  onEnd(listener: () => void): void {
    if (this.#isOpen) this.#endings.add(listener);
    else listener();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** By the user that the socket belongs to: "Authentication Mechanisms", EXTERNAL. */
  async #authenticate(): Promise<void> {
    const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    this.#socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
    const answer = await new Promise<Buffer>((resolve, reject) => {
      this.#socket.once('data', resolve);
      this.onEnd(() => {
        reject(new BusError('no bus'));
      });
    });
    if (!answer.toString().startsWith('OK ')) throw new BusError('refused');
    this.#socket.write('BEGIN\r\n');
    this.#socket.on('data', (data) => {
      this.#read(data);
    });
  }

  #read(data: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, data]);
    try {
      for (let next = decodeMessage(this.#unread); next !== null; next = decodeMessage(this.#unread)) {
        this.#unread = this.#unread.subarray(next.length);
        this.#take(next.message);
      }
    } catch {
      // What follows what cannot be read cannot be found.
      this.#socket.destroy();
    }
    if (this.#unread.length > UNREAD_MAX_BYTES) this.#socket.destroy();
  }

  #take(message: Message): void {
    const answer = this.#answers.get(message.replySerial ?? -1);
    if (message.type === MESSAGE.answer) answer?.resolve(message.body);
    else if (message.type === MESSAGE.error) answer?.reject(new BusError(message.error ?? 'unknown'));
    else if (message.type === MESSAGE.signal) for (const listener of this.#listeners) listener(message);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const { reject } of [...this.#answers.values()]) reject(new BusError('closed'));
    for (const listener of this.#endings) listener();
  }
}

/** The first socket of this computer that an address names, `unix:path=…` or `unix:abstract=…`; null where it names none. */
function socketPath(address: string): string | null {
  for (const one of address.split(';')) {
    if (!one.startsWith('unix:')) continue;
    for (const part of one.slice('unix:'.length).split(',')) {
      const [key, value = ''] = part.split(/=(.*)/su);
      if (key === 'path') return decodeURIComponent(value);
      if (key === 'abstract') return `\0${decodeURIComponent(value)}`;
    }
  }
  return null;
}
