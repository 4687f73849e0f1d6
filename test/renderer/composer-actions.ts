import type { CommandActions } from '../../src-renderer/composer/command-actions.ts';

/** Verbs that do nothing, in a room with ann, bob and “Ann Lee”; `change` has those that a test looks at. */
export function actionsWith(change: Partial<CommandActions> = {}): CommandActions {
  return {
    say: () => undefined,
    tell: () => undefined,
    lastWriter: () => null,
    people: () => ['ann', 'bob', 'Ann Lee'],
    members: () => ['me', 'ann', 'bob'],
    channels: () => ['general', 'news'],
    blocked: () => [],
    block: () => undefined,
    openChannel: () => Promise.resolve(null),
    clear: () => undefined,
    search: () => undefined,
    topic: () => Promise.resolve({ done: true, note: null }),
    setPresence: () => Promise.resolve(null),
    moderate: null,
    ...change,
  };
}
