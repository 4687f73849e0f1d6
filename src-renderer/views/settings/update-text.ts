import { assertNever } from '../../../src-shared/assert-never.ts';
import type { UpdateState } from '../../../src-shared/ipc/updates.ts';
import { locale, words } from '../../../src-shared/language/index.ts';
import { percent } from './rows.ts';

/** How the app's own update stands, as a sentence. */
export function updateText(update: UpdateState): string {
  const say = words().updates;
  switch (update.status) {
    case 'absent':
      return say.absence[update.reason];
    case 'none':
      return update.asked ? say.none : say.notAsked;
    case 'checking':
      return say.checking;
    case 'available':
      return say.available.replace('{version}', update.offer.version).replace('{size}', megabytes(update.offer.bytes));
    case 'downloading':
      return say.downloading.replace('{version}', update.offer.version).replace('{percent}', percent(update.percent / 100));
    case 'ready':
      return say.ready.replace('{version}', update.offer.version);
    case 'failed':
      return say.problems[update.problem];
    default:
      return assertNever(update);
  }
}

/** `112 MB`, as the language writes it. */
function megabytes(bytes: number): string {
  const format = { style: 'unit', unit: 'megabyte', maximumFractionDigits: bytes < 10_000_000 ? 1 : 0 } as const;
  return new Intl.NumberFormat(locale(), format).format(bytes / 1_000_000);
}
