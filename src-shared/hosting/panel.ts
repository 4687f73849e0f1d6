import type { RegistrationMode, Role } from '../protocol/packets.ts';

/** Bounds of what the host's panel shows. */
export const PANEL_MINUTES_MAX = 60;
export const PANEL_LOG_LINES_MAX = 200;
export const PANEL_PEOPLE_MAX = 1_000;

/** Code points in the text that welcomes whoever is new. */
export const WELCOME_MAX_CODE_POINTS = 500;

/** One who is online on the hosted server, as its host sees them. */
export interface PanelPerson {
  readonly username: string;
  readonly role: Role;
  readonly isMuted: boolean;
  /** The IP address; null: a program on this computer. */
  readonly address: string | null;
  /** `RWCI Desktop 0.6.0`, as it calls itself; null: a client that knows only the RFC. */
  readonly client: string | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** A minute of the hosted server: how many messages there were in it, and how many people at most. */
export interface PanelMinute {
  /** Its beginning, in ms since the epoch. */
  readonly at: number;
  readonly messages: number;
  readonly people: number;
}

/** A line of the server's log, without the text of any message. */
export interface PanelLogLine {
  /** Grows from line to line. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly level: 'info' | 'warn' | 'error';
  /** As the server writes it, in English. */
  readonly text: string;
}

/** What the host of a room can set. */
export interface RoomSettings {
  readonly name: string;
  readonly welcome: string;
  readonly registration: RegistrationMode;
  /** What new accounts need while `registration` is `pin`; null where none was ever set. */
  readonly pin: string | null;
  /** People may join with a browser. */
  readonly guests: boolean;
  /** The next stop deletes accounts, channels and messages. */
  readonly forgets: boolean;
  readonly limits: RoomLimits;
}

/** The few bounds of a room that its host can set; they hold from the next start on. */
export interface RoomLimits {
  /** Connections at once. */
  readonly peopleMax: number;
  /** For how many days messages are kept; null: for good. */
  readonly historyDays: number | null;
}

/** What the host's panel shows of the room while it is open. Bounded, see above. */
export interface HostPanel {
  /** In the order of their logins. */
  readonly people: readonly PanelPerson[];
  /** The last hour at most, the newest last. */
  readonly minutes: readonly PanelMinute[];
  readonly log: readonly PanelLogLine[];
  readonly settings: RoomSettings | null;
}

/** A panel before anything is known. */
export const EMPTY_PANEL: HostPanel = { people: [], minutes: [], log: [], settings: null };

/** What is in the file of a backup. */
export interface BackupFile {
  readonly file: string;
  /** What the room was called. */
  readonly name: string;
  /** When it was made, in ms since the epoch. */
  readonly madeAt: number;
  readonly bytes: number;
}
