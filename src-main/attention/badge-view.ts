import { hasUnread } from '../../src-shared/chat/index.ts';
import { words } from '../../src-shared/language/index.ts';
import { attentionOf, type AppState } from '../../src-shared/ipc/index.ts';

/** What the app's icon in a dock or a taskbar shows. */
export interface BadgeView {
  /** Unread direct messages and mentions on all servers that are not muted. */
  readonly count: number;
  /** Something else is unread: a dot, where the platform has one. */
  readonly isDotted: boolean;
  /** In words, for who does not see it; empty where there is nothing. */
  readonly description: string;
}

/** Pure. */
export function badgeView(state: AppState): BadgeView {
  const count = attentionOf(state);
  const isDotted = count === 0 && state.servers.some(({ chat, profile }) => !profile.muted && hasUnread(chat));
  const say = words().shell.badge;
  return { count, isDotted, description: count > 0 ? say.forYou(count) : isDotted ? say.others : '' };
}
