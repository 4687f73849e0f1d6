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
    notMoved: 'Another server answers there, not the one you know. Its address stays as it was.',
    own: 'This is the server that you host.',
    open: 'Go there',
    openChannel: (channel: string) => `Go to #${channel}`,
    anotherName: 'Join under another name',
    join: 'Join',
    passwordHint: 'New here? The name and password you type become your account.',
    typePassword: 'Type your password; a new name gets the one you type now.',
    pin: 'PIN of the room',
    pinHint: 'New accounts need it here. Ask the host.',
    /** Not the key that the link names. */
    wrongKey: 'The server there has another key than the link says.',
    wrongKeyAdvice: (words: string) => `It is ${words}. Nothing was sent. Ask the host for a new invitation.`,
    keyless: 'What answers there does not encrypt, so it cannot be the server of the link.',
    keylessAdvice: 'Nothing was sent. Ask the host for a new invitation.',
    unencrypted: 'Join without encryption',
  },

  /** What a host or a member gives to others. */
  invite: {
    title: (name: string) => `Invite to ${name}`,
    menu: 'Invite people',
    button: 'Invite',
    /** Above the two ways to join. */
    ways: 'For people with',
    way: { page: 'Just a browser', app: 'The app' },
    scan: {
      page: 'Scan it with a phone’s camera, type a name, and you are in.',
      app: 'For people who have RWCI Desktop: send them the link, or let them scan it.',
    },
    /** Where the server has no page for guests, or its owner wants none. */
    scanApp: 'Send the link, or let it be scanned. It opens RWCI Desktop.',
    qr: {
      page: (address: string) => `QR code of the page at ${address}`,
      app: (address: string) => `QR code of the invitation to ${address}`,
    },
    plainPage: 'The page is not encrypted: others on the network can read along.',
    closed: 'Nobody new may join this room at present; only who has an account.',
    enlarge: 'Enlarge',
    smaller: 'Smaller',
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
    aloudPage: (address: string) => `In a browser: ${address}`,
    aloudApp: (address: string) => `In RWCI Desktop: ${address}`,
    aloudPin: (pin: string) => `PIN: ${pin}`,
    aloudWords: (all: string) => `Key: ${all}`,
    copyText: 'Copy text',
    noKey: 'This server does not encrypt, so the link cannot say which key it has.',
    noNetwork: 'This computer is on no network, so nobody else can join yet.',
    notHere: 'This server cannot be invited to: its address leads only to the computer it is typed on.',
  },
};
