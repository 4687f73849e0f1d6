import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { OutsideLinks } from '../../src-main/outside-links.ts';
import { hostileLinks } from '../support/hostile-links.ts';
import { ADDRESS_MAX_CHARS, LINK_SCHEMES, outsideAddress } from '../../src-shared/text/outside-address.ts';

/** A gate with a person who gives these answers; what it asked, opened and told of. */
function gate(answers: (boolean | Promise<boolean>)[] = [], fails = false) {
  const seen = { asked: [] as string[], opened: [] as string[], invited: [] as string[], problems: [] as string[] };
  const links = new OutsideLinks({
    open: (href) => {
      if (fails) return Promise.reject(new Error('no program'));
      seen.opened.push(href);
      return Promise.resolve();
    },
    ask: ({ scheme }) => {
      seen.asked.push(scheme);
      return Promise.resolve(answers.shift() ?? false);
    },
    invite: (link) => {
      seen.invited.push(link);
    },
    onProblem: ({ href }) => {
      seen.problems.push(href);
    },
  });
  return { links, seen };
}

describe('the gate for links', () => {
  it.each([
    ['https://example.org', 'https://example.org/', 'example.org'],
    ['HTTP://Example.ORG:8080/a b'.replace(' ', '%20'), 'http://example.org:8080/a%20b', 'example.org:8080'],
    ['https://аpple.com/', 'https://xn--pple-43d.com/', 'xn--pple-43d.com'],
    ['http://0x7f.1/', 'http://127.0.0.1/', '127.0.0.1'],
    ['http://[::1]:9/', 'http://[::1]:9/', '[::1]:9'],
    ['mailto:ann@example.org', 'mailto:ann@example.org', 'ann@example.org'],
    ['mailto:ann@example.org?subject=hi&cc=b@c', 'mailto:ann@example.org?subject=hi&cc=b@c', 'ann@example.org'],
  ])('opens %s at once', async (text, href, place) => {
    const { links, seen } = gate();
    await links.open(text);
    expect(seen).toEqual({ asked: [], opened: [href], invited: [], problems: [] });
    expect(outsideAddress(text)?.place).toBe(place);
  });

  it('asks once for each other scheme it knows, and again after a no', async () => {
    const { links, seen } = gate([false, true, true]);
    for (const text of ['tel:+491', 'tel:+492', 'TEL:+493', 'irc://irc.example/room', 'tel:+494']) await links.open(text);
    expect(seen.asked).toEqual(['tel', 'tel', 'irc']);
    expect(seen.opened).toEqual(['tel:+492', 'tel:+493', 'irc://irc.example/room', 'tel:+494']);
  });

  it('hands an invitation to the app, each one, and opens nothing outside', async () => {
    const { links, seen } = gate([true]);
    const hostile = hostileLinks(8888);
    for (const text of ['RWCI://PI.local#general', ...hostile.refused, 'rwci://pi.local:8888/#general']) await links.open(text);
    const invited = ['rwci://pi.local:8888/#general', 'rwci://pi.local:8888/#general'];
    expect(seen).toMatchObject({ asked: [], invited, problems: [] });
    expect(seen.opened.filter((href) => !hostile.refused.includes(href))).toEqual([]);
    expect(seen.opened.every((href) => /^https?:/.test(href))).toBe(true);
    expect(outsideAddress('rwci://pi.local/#general')?.place).toBe('pi.local:8888');
  });

  it('asks one question at a time', async () => {
    let answer: (yes: boolean) => void = () => undefined;
    const { links, seen } = gate([new Promise((resolve) => (answer = resolve))]);
    const first = links.open('tel:+491');
    await Promise.all([links.open('tel:+491'), links.open('sip:a@b.example')]);
    answer(true);
    await first;
    expect(seen).toEqual({ asked: ['tel'], opened: ['tel:+491'], invited: [], problems: [] });
  });

  it('tells where the system has no program', async () => {
    const { links, seen } = gate([], true);
    await links.open('https://example.org/');
    expect(seen.problems).toEqual(['https://example.org/']);
  });

  const SCHEMES = [
    ...[
      'file',
      'javascript',
      'data',
      'vbscript',
      'blob',
      'filesystem',
      'about',
      'chrome',
      'chrome-extension',
      'devtools',
      'app',
    ],
    ...[
      'view-source',
      'ws',
      'wss',
      'ftp',
      'sftp',
      'smb',
      'cifs',
      'afp',
      'nfs',
      'dav',
      'ldap',
      'telnet',
      'ssh',
      'rlogin',
      'git',
    ],
    ...['ms-msdt', 'ms-officecmd', 'ms-excel', 'ms-word', 'ms-settings', 'ms-appinstaller', 'search-ms', 'search', 'shell'],
    ...[
      'steam',
      'vscode',
      'vscode-insiders',
      'jetbrains',
      'slack',
      'zoommtg',
      'skype',
      'teamviewer10',
      'itms-services',
      'intent',
    ],
    ...[
      'x-apple.systempreferences',
      'x-man-page',
      'help',
      'applescript',
      'res',
      'mhtml',
      'jar',
      'wyciwyg',
      'resource',
      'moz-icon',
    ],
    ...['cid', 'mid', 'urn', 'feed', 'news', 'nntp', 'gopher', 'rtsp', 'mms', 'callto', 'sms', 'facetime', 'x', 'https2'],
  ];
  const BODIES = ['alert(1)', '//example.org/x', '///etc/passwd', '/id PCWDiagnostic'];
  it('never opens another scheme, and does not even ask', async () => {
    const { links, seen } = gate([true, true, true]);
    for (const scheme of SCHEMES) {
      expect(LINK_SCHEMES).not.toContain(scheme);
      for (const body of BODIES) {
        await links.open(`${scheme}:${body}`);
        await links.open(`${scheme.toUpperCase()}:${body}`);
      }
    }
    expect(seen).toEqual({ asked: [], opened: [], invited: [], problems: [] });
  });

  it.each([
    '',
    'https',
    'https:',
    'https://',
    'example.org',
    '//example.org',
    'https://user@example.org/',
    'https://user:secret@example.org/',
    'https://bank.example@evil.example/',
    ' https://example.org',
    'https://example.org ',
    'https://example.org/\n',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'https://example.org/\u202Egpj.exe',
    'https://exam\u200Bple.org/',
    'https://exam\u00ADple.org/',
    'https://example.org/\u0000',
    'https://example.org:99999/',
    'https://exa mple.org/',
    'mailto:',
    'mailto:?subject=x',
    'mailto:a@b.example?attach=/etc/passwd',
    'mailto:a@b.example?subject=x&Attachment=C:\\x',
    'mailto:a@b.example?bcc=c@d.example',
    'tel:',
    `https://example.org/${'x'.repeat(ADDRESS_MAX_CHARS)}`,
  ])('opens nothing for %j', async (text) => {
    const { links, seen } = gate([true]);
    await links.open(text);
    expect(seen).toEqual({ asked: [], opened: [], invited: [], problems: [] });
  });

  test.prop([fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string({ unit: 'binary' }))])(
    'what it opens is an address of a scheme on the list, as the standard writes it',
    async (text) => {
      const { links, seen } = gate([true]);
      await links.open(text);
      for (const href of seen.opened) {
        expect(LINK_SCHEMES).toContain(href.split(':', 1)[0]);
        expect(new URL(href).href).toBe(href);
        expect(href).not.toMatch(/[\s\p{C}]/u);
      }
    },
  );
});
