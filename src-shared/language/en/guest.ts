/** The page for guests: whoever has only a browser joins by it. */
export const guest = {
  join: 'Join',
  /** What the room is called that nobody named. */
  room: 'this room',
  title: 'Join {room}',
  name: 'Name',
  nameHint: 'Others see it beside what you write.',
  /** For whoever types none: a number makes it another than that of the next. */
  suggestion: (number: number) => `Guest ${String(number)}`,
  typeName: 'Type the name others will see.',
  pin: 'PIN',
  pinHint: 'Whoever hosts the room knows it.',
  keepName: 'Keep my name',
  keepNameHint: 'With a password of your own you are the same person here from any browser and from the app.',
  password: 'Password',
  newPasswordHint: 'New here? You choose it now.',
  typePassword: 'Type your password, or choose one if the name is new here.',
  readable: 'This page is not encrypted: whoever is in this network can read what is written here.',
  encrypted: 'Encrypted between this browser and the room.',
  keepsNothing: 'This browser keeps nothing: your name is gone when you close the page.',
  inApp: 'You have RWCI Desktop? Open the room there',
  noWebSocket: 'This browser cannot chat here. Use a current Firefox, Chrome, Edge or Safari.',
  closed: 'This room takes nobody new. Who has a name here types its password.',
  /** Why it did not work, and the way on. */
  problems: {
    taken: (name: string) => `Somebody is called ${name} here already.`,
    takenAdvice: 'Choose another name. If it is yours, turn on “Keep my name” and type its password.',
    password: (name: string) => `That is not the password of ${name}.`,
    passwordAdvice: 'Try again, or choose another name.',
    here: (name: string) => `${name} is in the room right now.`,
    hereAdvice: 'If that is you in another tab or on another device, close it there; otherwise choose another name.',
    pinNeeded: 'Newcomers need this room’s PIN.',
    pinWrong: 'That is not this room’s PIN.',
    pinAdvice: 'Ask whoever hosts the room.',
    away: 'The room does not answer.',
    awayAdvice: 'Are you in the same network as the host, and is the room still open?',
    notNow: 'The room does not let you in right now.',
    notNowAdvice: 'Try again in a moment.',
    signInAgain: 'Type your password once more.',
    signInAgainAdvice: 'This browser has not been here for a while.',
  },
  /** The browser is to forget who it is here. */
  leave: {
    title: 'Leave this room?',
    verb: 'Leave',
    guest: 'This browser forgets {name} and what was said. The name is of this browser alone: you cannot come back by it.',
    own: 'This browser forgets what was said. You come back as {name} with your password.',
  },
  aloneHere: 'You are alone here. Others come by the host’s code, or by the address of this page.',
  /** In a tab that another one took the room from. */
  useHere: 'Use it here',
};
