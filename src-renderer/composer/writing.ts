import type { ChatState } from '../../src-shared/chat/state.ts';
import type { Settings } from '../../src-shared/ipc/app-state.ts';
import type { CommandArgument } from '../../src-shared/ipc/contract.ts';
import type { RoomActions } from './command-actions.ts';

/** What the composer needs of the window around it. */
export interface Writing {
  readonly chat: ChatState;
  readonly settings: Pick<Settings, 'enterSends' | 'recentEmoji' | 'skinTone' | 'spellcheck'>;
  /** What its commands do. */
  readonly actions: RoomActions;
  change(settings: CommandArgument<'settings/change'>): void;
}
