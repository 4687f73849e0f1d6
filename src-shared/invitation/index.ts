export { readHost } from './host.ts';
export {
  formatInvitation,
  INVITATION_MAX_CHARS,
  invitationAddress,
  isInvitationChannel,
  isInvitationPin,
  parseInvitation,
  type Invitation,
} from './invitation.ts';
