import { pluralIn } from '../plural.ts';

const plural = pluralIn('en');

/** Welcome, joining and hosting. */
export const forms = {
  back: 'Back',
  settings: 'Settings',
  serverAddress: 'Server address',
  username: 'Username',
  password: 'Password',
  typeUsername: 'Type the name others will see.',
  /** What is wrong with what is being typed, at its field. */
  rules: {
    long: (most: number) => `At most ${String(most)} characters.`,
    signs: 'One line of ordinary characters.',
    spaces: 'Only single spaces, between words.',
    noSpaces: 'No spaces. Try - instead.',
    hash: 'Leave out the #.',
    reserved: (name: string) => `Nobody can be called ${name} here.`,
    reservedChannel: (name: string) => `No channel can be called ${name}.`,
  },
  keepSignedIn: 'Keep me signed in',
  keepSignedInHint: 'The system’s key store keeps it.',
  keepUntilQuit: 'Keep me signed in until I quit',

  welcome: {
    lead: 'Chat for a room of your own. No cloud, no sign-up elsewhere, no internet needed.',
    join: 'Join a server',
    joinFirst: 'A room nearby, an invitation or an address.',
    joinAgain: 'Last time: {name} on {address}',
    host: 'Host a server',
    hostText: 'Open a room on this computer; others join with the app or a browser.',
  },
  join: {
    title: 'Join a server',
    again: 'Sign in again',
    addressHint: 'As the host sees it, for example 192.168.1.5:8888',
    passwordHint: 'New here? The name and password you type become your account.',
    typePassword: 'Type your password; a new name gets the one you type now.',
    connect: 'Connect',
    hostInstead: 'Host a server on this computer',
  },
  host: {
    title: 'Host a server',
    lead: 'A room on this computer while the app runs. Others on your network join with app or browser.',
    serverName: 'Server name',
    port: 'Port',
    passwordHint: 'For your own account. Others choose theirs when they join.',
    start: 'Start hosting',
    typeName: 'Give the server a name; friends see it.',
    badPort: (most: number) => `A port is a number up to ${String(most)}.`,
    typePassword: 'Choose a password for your account here.',
    roomOf: (name: string) => `${name}’s room`,
    myRoom: 'My room',
  },
  /** Before a mistyped name becomes a new account. */
  nameQuestion: {
    text: 'You were “{meant}” here last time. “{typed}” would become a new account.',
    use: (name: string) => `Use ${name}`,
    create: (name: string) => `Create ${name}`,
  },
  newAccount: {
    text: 'A new account “{name}” was made on this server.',
    leave: 'Not you? Leave',
  },
  /** Of an address that is typed. */
  address: {
    none: 'Type the address of a server, for example 192.168.1.5 or chat.local:8888.',
    notOne: 'That is not an address. It looks like 192.168.1.5 or chat.local:8888.',
    scheme: (scheme: string) => `An address begins with ws:// or wss://, or with nothing; “${scheme}://” is something else.`,
    spaces: 'An address holds no spaces.',
    login: 'An address holds no user name or password; they have fields of their own.',
    host: 'The address lacks the name of the computer.',
    port: 'A port is a number from 1 to 65535.',
    tooMany: (most: number) =>
      plural(most, { one: 'There is # server in the list already.', other: 'There are # servers in the list already.' }),
  },
};
