/** Invitations: inviting others, and being invited. */
export const invitation = {
  none: 'This link is not an invitation to a server.',

  /** What is asked about a link that came from outside. */
  question: {
    title: 'You are invited',
    lead: 'This link leads to a server. Nothing is sent there before you join.',
    address: 'Address',
    channel: 'Channel',
    key: 'Key',
    keyHint: 'The host sees the same four words. You are connected only to a server that has this key.',
    noKey: 'The link does not say which key the server has. That of whoever answers will be remembered.',
    withPin: 'The link carries the PIN that new accounts need.',
    /** A server with this key or at this address is in the list. */
    known: 'You are on this server already: {name}, as {username}.',
    moved: 'It is at another address than before. Its key is the one you know.',
    otherKey: 'You know a server at this address with another key: {words}. Ask the host before you join.',
    own: 'This is the server that you host.',
    open: 'Go there',
    openChannel: (channel: string) => `Go to #${channel}`,
    anotherName: 'Join under another name',
    join: 'Join',
    passwordHint: 'New here? The name and password you type become your account.',
    typePassword: 'Type your password; a new name gets the one you type now.',
  },

  /** What a host or a member gives to others. */
  invite: {
    title: (name: string) => `Invite to ${name}`,
    menu: 'Invite people',
    button: 'Invite',
    scan: 'Scan with a phone or a tablet, or send the link.',
    qr: (address: string) => `QR code of the invitation to ${address}`,
    enlarge: 'Enlarge',
    link: 'Link',
    copyLink: 'Copy link',
    address: 'Address',
    channel: 'Channel',
    noChannel: 'None',
    includePin: 'Include the PIN',
    includePinHint: 'Whoever gets the link can make an account.',
    pin: 'PIN',
    aloud: 'To read aloud',
    aloudAddress: (address: string) => `Address: ${address}`,
    aloudPin: (pin: string) => `PIN: ${pin}`,
    aloudWords: (all: string) => `Key: ${all}`,
    copyText: 'Copy text',
    noKey: 'This server does not encrypt, so the link cannot say which key it has.',
    noNetwork: 'This computer is on no network, so nobody else can join yet.',
    notHere: 'This server cannot be invited to: its address leads only to the computer it is typed on.',
  },
};
