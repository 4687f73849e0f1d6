/** How a connection is protected, and by which key a server is known. */
export const trust = {
  notEncrypted: 'Not encrypted',
  notEncryptedHint: 'Whoever runs the network can read along. Details …',

  question: {
    what: 'This server did not answer encrypted.',
    meaning:
      'Anybody on the way there can read and change what is sent, your password too. Go on only in a network that you trust.',
    connect: 'Connect without encryption',
    not: 'Do not connect',
  },

  blocked: {
    bar: 'Not connected: this server shows another key than before. Nothing was sent.',
    barAuthority: 'Not connected: nobody vouches for this server’s key any more. Nothing was sent.',
    look: 'Compare keys',
    tryAgain: 'Try again',
  },

  changed: {
    title: 'Is this still the same server?',
    what: 'What answers at {address} has another key than {name} had until now. The connection was closed before anything was sent: no message, and not your password.',
    whatAuthority:
      'Until now, an authority that your system trusts vouched for {name}. What answers at {address} has a key that none vouches for. The connection was closed before anything was sent: no message, and not your password.',
    before: 'The key you know',
    vouched: 'Known by its name; an authority vouched for it.',
    now: 'The key shown now',
    means: 'What it can mean',
    reinstalled: 'The host set the server up anew, and its old key is gone.',
    moved: 'Another computer has this address now. Your server may have moved.',
    between: 'Somebody between you and the server pretends to be it, to read along.',
    ask: 'Ask the host, by telephone or in person and not in this chat, for the four words of the server. They have to be those of the key shown now.',
    stay: 'Stay away',
    reinstalledVerb: 'The host was reinstalled: trust the new key',
    sure: 'Trust the new key?',
    sureText: 'From now on, your password and your messages go to whoever has this key, and to nobody who has the old one.',
    compared: 'I compared these words with the host, and they are the same',
    comparedFirst: 'Compare the words with the host first, and say so above.',
    back: 'Back',
    verb: 'Trust the new key',
  },

  key: {
    title: 'The key of this server',
    copy: 'Copy key',
  },

  details: {
    title: 'Encryption',
    pinned: 'Encrypted. This app knows the server by its key and connects to no other.',
    compare: 'To be sure that nobody stands in between, compare it with the key that the host sees.',
    authority: 'Encrypted. An authority that your system trusts vouches for the server’s name.',
    unknown: 'Not connected yet. It will be encrypted, or you will be asked.',
    clear: 'Not encrypted, as you chose. Whoever runs the network can read and change what is sent, your password too.',
    clearAdvice: 'Does the server encrypt by now? Then the app asks for it from now on, and never goes back by itself.',
    local: 'Not encrypted, and need not be: the connection does not leave this computer.',
    encrypt: 'Use encryption from now on',
  },
};
