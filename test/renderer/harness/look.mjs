// Takes a screenshot of every scene, wide and narrow, light and dark, and runs axe on each.
//   node test/renderer/harness/look.mjs OUTPUT-FOLDER [SCENE…]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { openHarness } from './harness.mjs';
import { READING_STEPS } from './reading-looks.mjs';

const [output = '.', ...wanted] = process.argv.slice(2);

const button = (page, name) => page.getByRole('button', { name, exact: true });
const box = (page, name) => page.getByRole('textbox', { name });
const openDrawer = async (page, name) => {
  const toggle = button(page, name);
  if ((await toggle.isVisible()) && page.viewportSize().width < 700) await toggle.click();
};

const fromServerMenu = async (page, row, server = 'Workshop') => {
  await openDrawer(page, 'Conversations');
  await page.getByRole('button', { name: `${server}, server menu` }).click();
  await page.getByRole('menuitem', { name: row }).click();
  await page.getByRole('dialog').waitFor();
};

const openPanel = async (page, part) => {
  await openDrawer(page, 'Conversations');
  await button(page, 'Manage').click();
  await page.getByRole('tab', { name: part }).click();
};

const openInvite = async (page) => {
  await openDrawer(page, 'Conversations');
  await button(page, 'Invite').click();
  await page.getByRole('dialog').waitFor();
};

/** Scenes that need a few steps first: name → the scene they begin with, the steps. */
const STEPS = {
  settings: [
    'room',
    async (page) => {
      await openDrawer(page, 'Conversations');
      await button(page, 'Settings').click();
    },
  ],
  switcher: ['room', (page) => page.keyboard.press('Control+k')],
  'switcher-typed': [
    'room',
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('an');
    },
  ],
  'create-channel': [
    'room',
    async (page) => {
      await openDrawer(page, 'Conversations');
      await button(page, 'Create channel').click();
      await box(page, 'Channel name').fill('taken');
      await button(page, 'Create').click();
      await page.getByText('There is a channel').waitFor();
    },
  ],
  'member-menu': [
    'room',
    async (page) => {
      await openDrawer(page, 'People');
      await page.getByRole('listitem', { name: 'bob' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Kick' }).waitFor();
    },
  ],
  kick: [
    'room',
    async (page) => {
      await openDrawer(page, 'People');
      await page.getByRole('listitem', { name: 'bob' }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Kick' }).click();
      await page.getByRole('dialog').waitFor();
    },
  ],
  'crowd-offline': [
    'crowd',
    async (page) => {
      await openDrawer(page, 'People');
      await button(page, 'Offline 500').click();
      await button(page, 'Offline 500').press('ArrowDown');
    },
  ],
  topic: ['room', (page) => page.getByRole('button', { name: /^Topic/ }).click()],
  ...Object.fromEntries(
    ['Channels', 'Members', 'Bans', 'General', 'Log'].map((tab) => [
      `room-${tab.toLowerCase()}`,
      [
        'crowd',
        async (page) => {
          await fromServerMenu(page, 'Room…');
          await page.getByRole('tab', { name: tab }).click();
        },
      ],
    ]),
  ),
  'edit-channel': [
    'room',
    async (page) => {
      await fromServerMenu(page, 'Room…');
      await page.getByRole('button', { name: 'Edit #laser-cutter' }).click();
    },
  ],
  'channel-menu': [
    'room',
    async (page) => {
      await openDrawer(page, 'Conversations');
      await button(page, 'laser-cutter').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Delete channel' }).waitFor();
    },
  ],
  'delete-channel': [
    'room',
    async (page) => {
      await openDrawer(page, 'Conversations');
      await button(page, 'laser-cutter').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Delete channel' }).click();
      await page.getByRole('dialog').waitFor();
    },
  ],
  'server-menu': [
    'servers',
    async (page) => {
      await openDrawer(page, 'Conversations');
      await page.getByRole('button', { name: 'Workshop, server menu' }).click();
      await page.getByRole('menuitem', { name: 'Edit…' }).waitFor();
    },
  ],
  'rail-menu': [
    'servers',
    async (page) => {
      await openDrawer(page, 'Conversations');
      await page.getByRole('button', { name: /^Attic/ }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Connect' }).waitFor();
    },
  ],
  'server-drawer': ['servers', (page) => openDrawer(page, 'Conversations')],
  'add-server': [
    'servers',
    async (page) => {
      await openDrawer(page, 'Conversations');
      await button(page, 'Add a server').click();
      await box(page, 'Server address').waitFor();
    },
  ],
  'edit-server': ['servers', (page) => fromServerMenu(page, 'Edit…')],
  'edit-server-wrong': [
    'servers',
    async (page) => {
      await fromServerMenu(page, 'Edit…');
      await box(page, 'Server address').fill('nowhere');
      await button(page, 'Save').click();
      await page.getByRole('alert').waitFor();
    },
  ],
  'remove-server': ['servers', (page) => fromServerMenu(page, 'Remove…')],
  'server-details': ['servers', (page) => fromServerMenu(page, 'Details')],
  'server-details-plain': [
    'servers',
    async (page) => {
      await page.keyboard.press('Control+8');
      await fromServerMenu(page, 'Details', '192.168.1.105:8888');
    },
  ],
  'conversation-menu': [
    'servers',
    async (page) => {
      await openDrawer(page, 'Conversations');
      await page.getByRole('button', { name: /^random/ }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Notifications' }).hover();
      await page.getByRole('menuitemradio', { name: 'Mentions only' }).waitFor();
    },
  ],
  'header-menu': [
    'servers',
    async (page) => {
      await button(page, 'Conversation options').click();
      await page.getByRole('menuitem', { name: 'Mute' }).hover();
      await page.getByRole('menuitem', { name: 'For 8 hours' }).waitFor();
    },
  ],
  clear: [
    'room',
    async (page) => {
      await button(page, 'Conversation options').click();
      await page.getByRole('menuitem', { name: 'Clear…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  ],
  'guests-list': ['guests', (page) => openDrawer(page, 'People')],
  'guests-card': ['guests', (page) => page.locator('.author', { hasText: 'Ann' }).last().click()],
  'guests-compact': [
    'guests',
    (page) =>
      page.evaluate(() => {
        const { settings } = globalThis.bridge.state;
        globalThis.bridge.push({ type: 'settings/changed', settings: { ...settings, density: 'compact', language: 'de' } });
      }),
  ],
  'members-blocked': ['servers', (page) => openDrawer(page, 'People')],
  'switcher-servers': ['servers', (page) => page.keyboard.press('Control+k')],
  drawer: ['room', (page) => openDrawer(page, 'Conversations')],
  join: ['first', (page) => button(page, 'Join a server').click()],
  'join-question': [
    'again',
    async (page) => {
      await button(page, 'Join a server').click();
      await box(page, 'Username').fill('alcie');
      await box(page, 'Password').fill('secret');
      await button(page, 'Connect').click();
      await button(page, 'Use alice').waitFor();
    },
  ],
  host: ['first', (page) => button(page, 'Host a server').click()],
  'host-options': [
    'first',
    async (page) => {
      await button(page, 'Host a server').click();
      await page.getByText('Options', { exact: true }).click();
      await page.getByRole('checkbox', { name: 'Guests may join with a browser' }).scrollIntoViewIfNeeded();
    },
  ],
  'panel-overview': ['hosting-on', (page) => openPanel(page, 'Overview')],
  'panel-settings': ['hosting-on', (page) => openPanel(page, 'Settings')],
  'invite-page': ['hosting-on', openInvite],
  'invite-page-pin': [
    'hosting-on',
    async (page) => {
      await openInvite(page);
      await page.getByRole('checkbox', { name: 'Include the PIN' }).check();
      await button(page, 'Copy text').scrollIntoViewIfNeeded();
    },
  ],
  'invite-app': [
    'hosting-on',
    async (page) => {
      await openInvite(page);
      await page.getByRole('radio', { name: 'The app' }).check();
    },
  ],
  'invite-enlarged': [
    'hosting-on',
    async (page) => {
      await openInvite(page);
      await button(page, 'Enlarge').click();
    },
  ],
  'invite-without-guests': ['hosting-without-guests', openInvite],
  'host-problem': [
    'first',
    async (page) => {
      await button(page, 'Host a server').click();
      await box(page, 'Username').fill('alice');
      await box(page, 'Password').fill('secret');
      await button(page, 'Start hosting').click();
      await page.getByText('all taken').waitFor();
    },
  ],
  'scrolled-up': [
    'room-long',
    async (page) => {
      await page.getByRole('log').evaluate(
        (log) =>
          new Promise((resolve) => {
            log.addEventListener('scroll', resolve, { once: true });
            log.scrollTop -= 900;
          }),
      );
      await button(page, 'Jump to present').waitFor();
      await page.evaluate(() => {
        const packet = { type: 'message', author: 'bob', message: 'new one', channel: 'general' };
        globalThis.bridge.push({ type: 'chat', server: 'home', event: { type: 'packet/received', at: Date.now(), packet } });
      });
    },
  ],
  ...READING_STEPS,
};

/** Nothing is on its way to the screen: fonts are here, what moves and ends has ended, and two frames were drawn since. */
async function atRest() {
  await globalThis.document.fonts.ready;
  const ends = (animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime ?? 0);
  await Promise.allSettled(
    globalThis.document
      .getAnimations()
      .filter(ends)
      .map((animation) => animation.finished),
  );
  await new Promise((resolve) => {
    globalThis.requestAnimationFrame(() => globalThis.requestAnimationFrame(resolve));
  });
}

mkdirSync(output, { recursive: true });
const harness = await openHarness();
const all = [
  ...(await harness.scenes()).map((name) => [name, name, null]),
  ...Object.entries(STEPS).map(([name, [scene, steps]]) => [name, scene, steps]),
];
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 400, height: 700 } };
let problems = 0;

for (const [name, scene, steps] of all.filter(([each]) => wanted.length === 0 || wanted.includes(each))) {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark']) {
      const label = `${name}-${size}-${colorScheme}`;
      const { page, wrong, close } = await harness.open(scene, { viewport, colorScheme });
      page.setDefaultTimeout(3_000);
      try {
        await steps?.(page);
        await page.evaluate(atRest);
        await page.screenshot({ path: join(output, `${label}.png`) });
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, nodes } of violations) wrong.push(`axe ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
      } catch (error) {
        wrong.push(error.message);
      }
      for (const line of wrong) console.log(`${label}: ${line}`);
      problems += wrong.length;
      await close();
    }
  }
}
await harness.close();
console.log(problems === 0 ? 'no problems' : `${problems} problems`);
process.exitCode = problems === 0 ? 0 : 1;
