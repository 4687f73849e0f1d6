import type { ConversationId } from '../src-shared/chat/state.ts';
import type { AppState, ServerId } from '../src-shared/ipc/app-state.ts';

export type View = 'welcome' | 'join' | 'host' | 'room';

/** A dialog and what it is about. */
export type OpenDialog =
  /** `section`: of the settings, the one to begin with. */
  | { readonly kind: 'settings'; readonly section?: 'general' | 'about' }
  | { readonly kind: 'switcher' | 'new-direct' | 'shortcuts' | 'quit' | 'host-panel' | 'stop-hosting' }
  | {
      readonly kind:
        'server-details' | 'key-changed' | 'edit-server' | 'remove-server' | 'create-channel' | 'status' | 'own-password';
      readonly server: ServerId;
    }
  | { readonly kind: 'delete-channel' | 'edit-channel' | 'topic'; readonly server: ServerId; readonly channel: string }
  | { readonly kind: 'clear'; readonly server: ServerId; readonly conversation: ConversationId }
  /** `server` null: the one that this app hosts. */
  | { readonly kind: 'invite'; readonly server: ServerId | null }
  | {
      readonly kind: 'moderate';
      readonly server: ServerId;
      readonly action: 'kick' | 'ban' | 'mute';
      readonly person: string;
    }
  | { readonly kind: 'room'; readonly server: ServerId; readonly section?: RoomSection }
  | { readonly kind: 'reset-password' | 'free-name'; readonly server: ServerId; readonly person: string };

/** A page of the dialog about a whole server. */
export type RoomSection = 'channels' | 'members' | 'bans' | 'general' | 'audit';

export type Drawer = 'sidebar' | 'members';

/** Somebody on the server in front whose card is open. */
export interface OpenPerson {
  readonly name: string;
  readonly anchor: HTMLElement;
}

/** Where the person is in the window, as far as the app's state does not say it. */
export class Navigation {
  #route = $state<Exclude<View, 'room'> | null>(null);
  #signIn = $state<ServerId | null>(null);
  #dialog = $state.raw<OpenDialog | null>(null);
  /** The dialog that comes back when this one closes. */
  #behind: OpenDialog | null = null;
  #drawer = $state<Drawer | null>(null);
  #searching = $state(false);
  #person = $state.raw<OpenPerson | null>(null);

  /** Without a choice of the person: the room where there is one, the form with its problem after a failure, else the welcome. */
  view(state: AppState): View {
    if (this.#route !== null) return this.#route;
    if (state.active !== null) return 'room';
    return state.joinProblem === null ? 'welcome' : 'join';
  }

  /** `signIn`: the form is about this server of the list, where a login failed. */
  go(route: Exclude<View, 'room'> | null, signIn: ServerId | null = null): void {
    this.#route = route;
    this.#signIn = signIn;
    this.#drawer = null;
  }

  /** Out of a form: to the room where there is one, else to the welcome. */
  back(state: AppState): void {
    this.go(state.active === null ? 'welcome' : null);
  }

  /** The server that the form signs in at again; null where it adds one. */
  get signIn(): ServerId | null {
    return this.#signIn;
  }

  get dialog(): OpenDialog | null {
    return this.#dialog;
  }

  /** `behind`: the dialog that comes back when this one closes. */
  open(dialog: OpenDialog, behind: OpenDialog | null = null): void {
    this.#dialog = dialog;
    this.#behind = behind;
    this.#drawer = null;
    this.#person = null;
  }

  closeDialog(): void {
    this.#dialog = this.#behind;
    this.#behind = null;
  }

  /** The panel that lies over the conversation in a narrow window. */
  get drawer(): Drawer | null {
    return this.#drawer;
  }

  toggleDrawer(drawer: Drawer): void {
    this.#drawer = this.#drawer === drawer ? null : drawer;
  }

  closeDrawer(): void {
    this.#drawer = null;
  }

  get person(): OpenPerson | null {
    return this.#person;
  }

  openPerson(person: OpenPerson): void {
    this.#person = person;
  }

  closePerson(): void {
    this.#person = null;
  }

  /** The search stands where the members do otherwise. */
  get searching(): boolean {
    return this.#searching;
  }

  startSearch(): void {
    this.#searching = true;
    this.#drawer = null;
  }

  endSearch(): void {
    this.#searching = false;
  }
}
