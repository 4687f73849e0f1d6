export { readHost } from './host.ts';
export { formatInvitation, invitationAddress, parseInvitation, type Invitation } from './invitation.ts';
export { formatPageLink, parsePageFragment, type PageInvitation } from './page-link.ts';
export { INVITATION_MAX_CHARS, isInvitationChannel, isInvitationPin } from './parts.ts';
