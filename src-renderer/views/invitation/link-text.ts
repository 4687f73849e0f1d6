import { INVITATION_MAX_CHARS } from '../../../src-shared/invitation/index.ts';

/** The link in what somebody typed or pasted, without what stands around it; null where it is not meant as one of ours. */
export function linkIn(text: string): string | null {
  const link = text.trim();
  // What is longer is no invitation, whatever it is.
  return /^rwci:/i.test(link) ? link.slice(0, INVITATION_MAX_CHARS) : null;
}
