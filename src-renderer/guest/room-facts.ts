import { REGISTRATIONS, type RegistrationMode } from '../../src-shared/protocol/packets.ts';

/** What the page knows of its room before anybody has logged in. */
export interface RoomFacts {
  /** What the room is called; it may be another by now. */
  readonly name: string;
  /** Who may make an account. */
  readonly registration: RegistrationMode;
  /** Of the server, which is the page's own too. */
  readonly version: string;
  /** Where the server is, as an address of the list: with its port, without a scheme. */
  readonly address: string;
  /** The page came over TLS, and so goes all that it says. */
  readonly isEncrypted: boolean;
}

/** Reads what the server wrote into the page's head (docs/PROTOCOL.md, "The page for guests"), and where the page came from. */
export function readRoomFacts(document: Document): RoomFacts {
  const { hostname, port, protocol } = document.location;
  const isEncrypted = protocol === 'https:';
  const said = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="rwci-${name}"]`)?.content ?? '';
  return {
    name: said('room'),
    // Where nothing is said the server will say no.
    registration: REGISTRATIONS.find((mode) => mode === said('registration')) ?? 'open',
    version: said('version'),
    address: `${hostname}:${port === '' ? (isEncrypted ? '443' : '80') : port}`,
    isEncrypted,
  };
}
