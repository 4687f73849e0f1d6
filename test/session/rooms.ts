import type { Server } from '../../src-main/server/server.ts';
import { SETTLE_MS } from '../../src-shared/session/login-sequence.ts';
import { FakeClock, settle, until } from '../support/fake-clock.ts';
import { MemoryNetwork } from '../support/memory-transport.ts';
import { ownServerInMemory } from '../support/own-server.ts';
import { Person, type PersonOptions } from '../support/person.ts';
import type { ModelServer } from '../support/plain-server.ts';
import { strictServerInMemory } from '../support/strict-server.ts';
import { wildServerInMemory, type WildOptions, type WildServer } from '../support/wild-server.ts';

const URL = 'ws://room:8888';

/** One server on a memory network with a fake clock, and the people who meet there. */
export class Room {
  readonly url = URL;
  readonly clock = new FakeClock();
  readonly network = new MemoryNetwork();
  readonly connect = this.network.connect;
  readonly people: Person[] = [];
  /** Set where the server is one of the models. */
  model: ModelServer | null = null;
  wild: WildServer | null = null;
  /** Set where the server is ours. */
  own: Server | null = null;
  broadcast: (text: string) => void = () => undefined;
  stop: () => Promise<void> = () => Promise.resolve();

  get violations(): readonly string[] {
    return this.model?.violations ?? [];
  }

  /** Somebody who begins to log in. */
  enter(name: string, options?: PersonOptions): Person {
    const person = new Person(this, name, options);
    this.people.push(person);
    return person.open();
  }

  /** Somebody who is logged in and may write. */
  async join(name: string, options?: PersonOptions): Promise<Person> {
    const person = this.enter(name, options);
    await until(() => person.opened !== undefined, `${name} is answered`);
    await this.ready(person);
    return person;
  }

  async ready(person: Person): Promise<void> {
    await until(
      () => person.phase === 'connected',
      () => `${person.name} is connected, not ${person.phase}`,
    );
    if (!person.state.ready) await this.clock.advance(SETTLE_MS);
    await until(() => person.state.ready, `${person.name} is ready`);
  }

  /** Somebody leaves for good. */
  async leave(person: Person): Promise<void> {
    person.session.close();
    await this.rest();
  }

  /** Everything that is under way has arrived. */
  async rest(): Promise<void> {
    for (let i = 0; i < 3; i++) await settle();
  }

  async end(): Promise<void> {
    for (const person of this.people) person.session.close();
    await this.rest();
    await this.stop();
  }
}

export type RoomName = 'our server' | 'a strict server' | 'a wild server' | 'a wild server that lists oneself';

export const ROOMS: readonly RoomName[] = [
  'our server',
  'a strict server',
  'a wild server',
  'a wild server that lists oneself',
];

export async function openRoom(name: RoomName): Promise<Room> {
  const room = new Room();
  const model = (server: ModelServer): void => {
    room.model = server;
    room.broadcast = (text) => {
      server.broadcast(text);
    };
  };
  const wild = (options?: WildOptions): void => {
    room.wild = wildServerInMemory(room.network, URL, options);
    model(room.wild);
  };
  switch (name) {
    case 'our server': {
      const { server, stop } = await ownServerInMemory(room.network, URL, room.clock);
      room.broadcast = (text) => {
        void server.admin.broadcast(text);
      };
      room.own = server;
      room.stop = stop;
      break;
    }
    case 'a strict server':
      model(strictServerInMemory(room.network, URL));
      break;
    case 'a wild server':
      wild();
      break;
    case 'a wild server that lists oneself':
      wild({ listsSelf: true });
      break;
  }
  return room;
}
