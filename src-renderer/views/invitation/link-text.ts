import { INVITATION_MAX_CHARS } from '../../../src-shared/invitation/index.ts';

/** The link in what somebody typed or pasted, without what stands around it; null where it is not meant as one of ours. */
export function linkIn(text: string): string | null {
  const link = text.trim();
  if (!/^rwci:/i.test(link)) return null;
  // What is longer is no invitation, and cut off it might be one.
  return link.length > INVITATION_MAX_CHARS ? 'rwci:' : link;
}
