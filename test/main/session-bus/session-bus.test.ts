import { spawnSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findNotificationService } from '../../../src-main/session-bus/notification-service.ts';
import { ANSWER_TIMEOUT_MS, BusError, SessionBus, sessionBusAddress } from '../../../src-main/session-bus/session-bus.ts';
import { RETRY_MS, TrayWatch } from '../../../src-main/session-bus/tray-watch.ts';
import { systemClock } from '../../../src-shared/session/index.ts';
import { SessionBus as Daemon } from '../../e2e/support/session-bus.ts';
import { TrayHost } from '../../e2e/support/tray-host.ts';
import { FakeClock, settle, until } from '../../support/fake-clock.ts';
import { stubBus } from './stub-bus.ts';

/** The desktops that have a session bus have its program. */
const HAS_DAEMON = spawnSync('dbus-daemon', ['--version']).status === 0;

async function startDaemon(): Promise<{ daemon: Daemon; address: string }> {
  const daemon = await Daemon.start();
  let isStopped = false;
  onTestFinished(async () => {
    if (!isStopped) await daemon.stop();
  });
  const stop = daemon.stop.bind(daemon);
  daemon.stop = async () => {
    isStopped = true;
    await stop();
  };
  return { daemon, address: daemon.env.DBUS_SESSION_BUS_ADDRESS };
}

/** A watch and what it said of the tray, in order. */
function watch(address: string, clock = new FakeClock()) {
  const changes: boolean[] = [];
  const tray = new TrayWatch({ address, clock, onChange: (isPresent) => changes.push(isPresent) });
  onTestFinished(() => {
    tray.close();
  });
  return { tray, changes, clock };
}

describe.runIf(HAS_DAEMON)('on a real session bus', () => {
  test('who has a name, and who would be started for one, is asked and answered', async () => {
    const { address } = await startDaemon();
    const bus = await SessionBus.connect(address, systemClock);
    expect(await bus.ownerOf('org.kde.StatusNotifierWatcher')).toBeNull();
    expect(await bus.ownerOf('org.freedesktop.DBus')).toBe('org.freedesktop.DBus');
    expect(await bus.startsOnDemand('chat.rwci.nobody')).toBe(false);
    const nobody = { destination: 'chat.rwci.nobody', path: '/', interface: 'chat.rwci', member: 'Ask' };
    await expect(bus.ask(nobody)).rejects.toThrow(new BusError('org.freedesktop.DBus.Error.ServiceUnknown'));
    const ended = new Promise<void>((resolve) => {
      bus.onEnd(resolve);
    });
    bus.close();
    await ended;
    await expect(bus.ownerOf('x.y')).rejects.toThrow(new BusError('closed'));
  });

  test('a tray that is there is found, and its going and coming is seen', async () => {
    const { daemon, address } = await startDaemon();
    const first = await TrayHost.start(daemon);
    const { tray, changes } = watch(address);
    await until(() => tray.isPresent, 'the tray is found');
    first.stop();
    await until(() => !tray.isPresent, 'the tray has gone');
    const second = await TrayHost.start(daemon);
    await until(() => tray.isPresent, 'it is back');
    expect(changes).toEqual([true, false, true]);
    second.stop();
  });

  test('a tray that comes later is found', async () => {
    const { daemon, address } = await startDaemon();
    const { tray, changes } = watch(address);
    const known = new Promise<void>((resolve) => {
      tray.whenKnown(resolve);
    });
    expect(tray.isPresent).toBe(false);
    await known;
    expect(tray.isPresent).toBe(false);
    await TrayHost.start(daemon);
    await until(() => tray.isPresent, 'the tray is found');
    expect(changes).toEqual([true]);
  });

  test('a watcher without a host shows nothing, and a host that comes and goes is seen', async () => {
    const { daemon, address } = await startDaemon();
    const host = await TrayHost.start(daemon);
    host.hasHost = false;
    const { tray, changes } = watch(address);
    await until(() => host.asked > 0, 'the host is asked for');
    await settle();
    expect(tray.isPresent).toBe(false);
    host.hasHost = true;
    host.signal('StatusNotifierHostRegistered');
    await until(() => tray.isPresent, 'the host is seen');
    host.hasHost = false;
    host.signal('StatusNotifierHostUnregistered');
    await until(() => !tray.isPresent, 'its end is seen');
    host.hasHost = null;
    host.signal('StatusNotifierHostRegistered');
    await until(() => tray.isPresent, 'one that does not know the question is taken for one');
    expect(changes).toEqual([true, false, true]);
  });

  test('the end of the bus is the end of the tray, and it is looked for again', async () => {
    const { daemon, address } = await startDaemon();
    await TrayHost.start(daemon);
    const { tray, changes, clock } = watch(address);
    await until(() => tray.isPresent, 'the tray is found');
    await daemon.stop();
    await until(() => !tray.isPresent, 'the tray has gone');
    expect(changes).toEqual([true, false]);
    expect(clock.pending).toBe(1);
  });

  test('who shows notifications is found out', async () => {
    const { address } = await startDaemon();
    expect(await findNotificationService(address, systemClock)).toBe('none');
  });
});

// Windows has no sockets in folders, and no bus.
describe.skipIf(process.platform === 'win32')('a bus that is no help', () => {
  const GARBAGE = Buffer.from('what is this? it is not a message of D-Bus, but long enough for one');
  test.each<[string, Parameters<typeof stubBus>[0]]>([
    ['ends each connection', (socket) => socket.destroy()],
    ['refuses whoever comes', (socket) => socket.write('REJECTED EXTERNAL\r\n')],
    [
      'speaks another language',
      (socket) => {
        socket.write('OK 1234\r\n');
        socket.on('data', () => socket.write(GARBAGE));
      },
    ],
  ])('which %s, is none', async (_what, serve) => {
    const address = await stubBus(serve);
    await expect(SessionBus.connect(address, systemClock)).rejects.toBeInstanceOf(BusError);
    expect(await findNotificationService(address, systemClock)).toBe('unknown');
  });

  test.each<[string, Parameters<typeof stubBus>[0]]>([
    ['says nothing', () => undefined],
    ['lets one in and says no more', (socket) => socket.write('OK 1234\r\n')],
    [
      'begins a message that never ends',
      (socket) => {
        socket.write('OK 1234\r\n');
        socket.on('data', () => socket.write(Buffer.from('l\u0002\u0000\u0001\u0010')));
      },
    ],
  ])('which %s, is given up in time, and again and again', async (_what, serve) => {
    let connections = 0;
    const address = await stubBus((socket) => {
      connections++;
      serve(socket);
    });
    const { clock, tray, changes } = watch(address);
    let isKnown = false;
    tray.whenKnown(() => {
      isKnown = true;
    });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await until(() => connections === attempt, 'it tries');
      await settle();
      await clock.advance(ANSWER_TIMEOUT_MS);
      await until(() => clock.pending === 1, 'it gave up and will try again');
      await clock.advance(RETRY_MS);
    }
    expect([tray.isPresent, isKnown, changes]).toEqual([false, true, []]);
  });

  test.each(['', 'tcp:host=localhost,port=1', 'unix:path=/nowhere/at/all', 'unix:path=%', 'autolaunch:', 'x'])(
    'has an address such as %j',
    async (address) => {
      await expect(SessionBus.connect(address, systemClock)).rejects.toBeInstanceOf(Error);
      const { tray } = watch(address);
      await settle();
      expect(tray.isPresent).toBe(false);
      expect(await findNotificationService(address, systemClock)).toBe(address === '' ? 'none' : 'unknown');
    },
  );
});

test('the bus is where the desktop says, else where systemd puts it', () => {
  expect(sessionBusAddress({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/a', XDG_RUNTIME_DIR: '/run/user/1' })).toBe('unix:path=/a');
  expect(sessionBusAddress({ XDG_RUNTIME_DIR: '/run/user/1' })).toBe('unix:path=/run/user/1/bus');
  expect(sessionBusAddress({})).toBe('');
});
