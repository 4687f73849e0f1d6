import { initialChatState, type ChatState } from '../../src-shared/chat/index.ts';
import { DEFAULT_SETTINGS, FINDING_OFF, UPDATES_ABSENT, type AppState, type Profile } from '../../src-shared/ipc/index.ts';

/** The one server of `appState`. */
export const PROFILE: Profile = {
  id: 'home',
  kind: 'remote',
  address: 'host',
  username: 'ann',
  label: '',
  autoconnect: true,
  muted: false,
  blocked: [],
  security: { kind: 'clear' },
};

/** The state of an app that was just started, or one in a room. */
export function appState(chat: Partial<ChatState> | null = null): AppState {
  return {
    servers: chat === null ? [] : [{ profile: PROFILE, chat: { ...initialChatState('ann', 'host'), ...chat } }],
    active: chat === null ? null : PROFILE.id,
    shell: { kind: 'app' },
    hosting: { status: 'off' },
    finding: FINDING_OFF,
    panel: null,
    settings: DEFAULT_SETTINGS,
    lastUsed: { address: '', username: '', hostName: '', hostPort: 8888, knownNames: [] },
    passwordStore: { available: true },
    systemLanguages: ['en-GB'],
    joinProblem: null,
    askingOnClose: false,
    invitation: null,
    update: UPDATES_ABSENT,
    notices: [],
  };
}
