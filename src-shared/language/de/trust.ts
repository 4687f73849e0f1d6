import type { Words } from '../words.ts';

export const trust: Words['trust'] = {
  notEncrypted: 'Nicht verschlüsselt',
  notEncryptedHint: 'Wer das Netzwerk betreibt, kann mitlesen. Einzelheiten …',

  question: {
    what: 'Dieser Server hat nicht verschlüsselt geantwortet.',
    meaning:
      'Wer auf dem Weg dorthin sitzt, kann lesen und ändern, was gesendet wird, auch dein Passwort. Mach nur in einem Netzwerk weiter, dem du traust.',
    connect: 'Ohne Verschlüsselung verbinden',
    not: 'Nicht verbinden',
  },

  blocked: {
    bar: 'Nicht verbunden: Dieser Server zeigt einen anderen Schlüssel als bisher. Es wurde nichts gesendet.',
    barAuthority: 'Nicht verbunden: Niemand bürgt mehr für den Schlüssel dieses Servers. Es wurde nichts gesendet.',
    look: 'Schlüssel vergleichen',
    tryAgain: 'Erneut versuchen',
  },

  changed: {
    title: 'Ist das noch derselbe Server?',
    what: 'Was unter {address} antwortet, hat einen anderen Schlüssel, als {name} ihn bisher hatte. Die Verbindung wurde getrennt, bevor etwas gesendet war: keine Nachricht, und nicht dein Passwort.',
    whatAuthority:
      'Bisher bürgte eine Stelle, der dein System traut, für {name}. Was unter {address} antwortet, hat einen Schlüssel, für den keine bürgt. Die Verbindung wurde getrennt, bevor etwas gesendet war: keine Nachricht, und nicht dein Passwort.',
    before: 'Der Schlüssel, den du kennst',
    vouched: 'Am Namen erkannt; eine Stelle bürgte dafür.',
    now: 'Der Schlüssel von jetzt',
    means: 'Was das heißen kann',
    reinstalled: 'Der Host hat den Server neu aufgesetzt, und sein alter Schlüssel ist weg.',
    moved: 'Ein anderer Computer hat jetzt diese Adresse. Dein Server ist vielleicht umgezogen.',
    between: 'Jemand zwischen dir und dem Server gibt sich für ihn aus, um mitzulesen.',
    ask: 'Frag den Host, am Telefon oder persönlich und nicht in diesem Chat, nach den vier Wörtern des Servers. Es müssen die des Schlüssels von jetzt sein.',
    stay: 'Fernbleiben',
    reinstalledVerb: 'Der Host wurde neu aufgesetzt: dem neuen Schlüssel vertrauen',
    sure: 'Dem neuen Schlüssel vertrauen?',
    sureText:
      'Von jetzt an gehen dein Passwort und deine Nachrichten an den, der diesen Schlüssel hat, und an niemanden mit dem alten.',
    compared: 'Ich habe diese Wörter mit dem Host verglichen, und es sind dieselben',
    comparedFirst: 'Vergleiche zuerst die Wörter mit dem Host, und bestätige es oben.',
    back: 'Zurück',
    verb: 'Dem neuen Schlüssel vertrauen',
  },

  key: {
    title: 'Der Schlüssel dieses Servers',
    copy: 'Schlüssel kopieren',
  },

  details: {
    title: 'Verschlüsselung',
    pinned: 'Verschlüsselt. Die App kennt den Server an seinem Schlüssel und verbindet sich mit keinem anderen.',
    compare: 'Damit sicher niemand dazwischensteht, vergleiche ihn mit dem Schlüssel, den der Host sieht.',
    authority: 'Verschlüsselt. Eine Stelle, der dein System traut, bürgt für den Namen des Servers.',
    unknown: 'Noch nicht verbunden. Es wird verschlüsselt, oder du wirst gefragt.',
    clear:
      'Nicht verschlüsselt, wie du es wolltest. Wer das Netzwerk betreibt, kann lesen und ändern, was gesendet wird, auch dein Passwort.',
    clearAdvice: 'Verschlüsselt der Server inzwischen? Dann verlangt die App das von jetzt an und geht nie von selbst zurück.',
    local: 'Nicht verschlüsselt, und das muss auch nicht sein: Die Verbindung verlässt diesen Computer nicht.',
    encrypt: 'Ab jetzt verschlüsseln',
  },
};
