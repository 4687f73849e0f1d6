import { initialChatState, type ChatState } from '../../src-shared/chat/index.ts';
import { DEFAULT_SETTINGS, type AppState } from '../../src-shared/ipc/index.ts';

/** The state of an app that was just started, or one in a room. */
export function appState(chat: Partial<ChatState> | null = null): AppState {
  return {
    chat: chat === null ? null : { ...initialChatState('ann', 'host'), ...chat },
    hosting: { status: 'off' },
    settings: DEFAULT_SETTINGS,
    lastUsed: { address: '', username: '', hostName: '', hostPort: 8888, knownNames: [] },
    passwordStore: { available: true },
    joinProblem: null,
    askingOnClose: false,
    notices: [],
  };
}
