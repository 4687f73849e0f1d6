import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCli, type CliRequest } from '../../src-main/server/console/cli-options.ts';
import { LIMIT_RANGES } from '../../src-main/server/limit-ranges.ts';
import { DEFAULT_LIMITS, type LimitName } from '../../src-main/server/limits.ts';
import { temporaryFolder } from '../support/server-room.ts';

/** A file of options with exactly this in it. */
function file(content: string | object): string {
  const path = join(temporaryFolder(), 'rwci.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function complaint(request: CliRequest): string {
  return request.kind === 'bad' ? request.message : JSON.stringify(request);
}

const read = (content: string | object, ...argv: string[]) => parseCli(['--config', file(content), ...argv], {});

const FULL = {
  host: '127.0.0.1',
  port: 0,
  data: 'accounts',
  name: 'Room 12',
  allowedHosts: ['chat.example.org'],
  allowedOrigins: ['https://chat.example.org'],
  requireEncryption: true,
  limits: { messageBurst: 50, messagesPerSecond: 0.5 },
};

describe('a file of options', () => {
  test('says all that the command line can say about serving', () => {
    const path = file(FULL);
    expect(parseCli(['--config', path], {})).toEqual({
      kind: 'serve',
      host: '127.0.0.1',
      port: 0,
      dataDir: join(path, '..', 'accounts'),
      name: 'Room 12',
      allowedHosts: ['chat.example.org'],
      allowedOrigins: ['https://chat.example.org'],
      discovery: true,
      tls: true,
      requireEncryption: true,
      limits: { messageBurst: 50, messagesPerSecond: 0.5 },
    });
    expect(read({ tls: false, discovery: false })).toMatchObject({ tls: false, requireEncryption: false, discovery: false });
    for (const guests of [true, false]) expect(read({ guests })).toMatchObject({ guests });
    expect(read({})).not.toHaveProperty('guests');
    expect(read({ guests: true }, '--no-guests')).toMatchObject({ guests: false });
    expect(read({ guests: false }, '--guests')).toMatchObject({ guests: true });
    expect(read({}, '--guests', '--no-guests')).toMatchObject({ kind: 'bad', message: expect.stringContaining('only one') });
  });

  test('with nothing in it, or beginning as editors on Windows do, changes nothing', () => {
    const usual = parseCli(['--data', '/x'], {});
    expect(read('{}', '--data', '/x')).toEqual(usual);
    expect(read('\ufeff { }\r\n', '--data', '/x')).toEqual(usual);
  });

  test('gives way to the command line, a limit at a time', () => {
    const argv = ['--host=::1', '--port=9', '--data=/d', '--name=Other', '--allow-host=b.test', '--allow-host=c.test'];
    expect(read(FULL, ...argv, '--allow-origin=http://b.test', '--limit', 'messageBurst=7')).toEqual({
      kind: 'serve',
      host: '::1',
      port: 9,
      dataDir: '/d',
      name: 'Other',
      allowedHosts: ['b.test', 'c.test'],
      allowedOrigins: ['http://b.test'],
      discovery: true,
      tls: true,
      requireEncryption: true,
      limits: { messageBurst: 7, messagesPerSecond: 0.5 },
    });
    expect(read(FULL, '--smoke')).toMatchObject({ kind: 'smoke', host: '127.0.0.1' });
  });

  test('gives way to --limits off as well, and single limits to neither', () => {
    const { limits } = read(FULL, '--limits', 'off', '--limit', 'messageQueueMax=9') as { limits: Record<string, number> };
    expect(limits).toMatchObject({ messageBurst: Infinity, messagesPerSecond: Infinity, messageQueueMax: 9 });
  });

  test('is never written', () => {
    const path = file(`  ${JSON.stringify(FULL)}\n\n`);
    const before = { content: readFileSync(path, 'utf8'), time: statSync(path).mtimeMs };
    parseCli(['--config', path], {});
    expect({ content: readFileSync(path, 'utf8'), time: statSync(path).mtimeMs }).toEqual(before);
  });
});

describe('a file that is not understood is refused in one line that names it and the key', () => {
  test.each<[string, string]>([
    ['', 'this is not JSON.'],
    ['{"port":', 'this is not JSON.'],
    ['{port: 1}', 'this is not JSON.'],
    ['[]', 'this is not a JSON object.'],
    ['null', 'this is not a JSON object.'],
    ['"x"', 'this is not a JSON object.'],
    ['{"prot":8888}', '"prot" is not known here.'],
    ['{"__proto__":{"port":1}}', '"__proto__" is not known here.'],
    ['{"constructor":1}', '"constructor" is not known here.'],
    ['{"a\\nb":1}', '"a\\nb" is not known here.'],
    ['{"host":5}', 'host must be text.'],
    ['{"host":""}', 'host must not be empty.'],
    ['{"host":null}', 'host must be text.'],
    ['{"port":"8888"}', 'port must be a whole number from 0 to 65535.'],
    ['{"port":1.5}', 'port must be a whole number from 0 to 65535.'],
    ['{"port":-1}', 'port must be a whole number from 0 to 65535.'],
    ['{"port":65536}', 'port must be a whole number from 0 to 65535.'],
    ['{"port":1e999}', 'port must be a whole number from 0 to 65535.'],
    ['{"data":{}}', 'data must be text.'],
    ['{"name":"two\\nlines"}', 'name must be one line of at most 60 characters.'],
    ['{"allowedHosts":"chat.test"}', 'allowedHosts must be a list.'],
    ['{"allowedHosts":["chat.test",1]}', 'allowedHosts.1 must be a host name without a port.'],
    ['{"allowedHosts":["chat.test:8888"]}', 'allowedHosts.0 must be a host name without a port.'],
    ['{"allowedHosts":["*"]}', 'allowedHosts.0 must be a host name without a port.'],
    ['{"allowedOrigins":["https://chat.test/"]}', 'allowedOrigins.0 must be an origin such as https://chat.example.org.'],
    ['{"allowedOrigins":["null"]}', 'allowedOrigins.0 must be an origin such as https://chat.example.org.'],
    ['{"registration":"ajar"}', 'registration must be open, closed or pin.'],
    ['{"registration":true}', 'registration must be open, closed or pin.'],
    ['{"pin":"123"}', 'pin cannot be that. A PIN has 4 to 32 characters on one line.'],
    ['{"pin":1234}', 'pin must be text.'],
    ['{"guests":"on"}', 'guests must be true or false.'],
    ['{"discovery":null}', 'discovery must be true or false.'],
    ['{"tls":"no"}', 'tls must be true or false.'],
    ['{"requireEncryption":1}', 'requireEncryption must be true or false.'],
    ['{"limits":[]}', 'limits must be an object.'],
    ['{"limits":"off"}', 'limits must be an object.'],
    ['{"limits":{"messages":5}}', 'limits."messages" is not known here.'],
    ['{"limits":{"__proto__":5}}', 'limits."__proto__" is not known here.'],
    ['{"limits":{"messageBurst":0}}', 'limits.messageBurst must be a whole number from 1 to 1000000.'],
    ['{"limits":{"messageBurst":"30"}}', 'limits.messageBurst must be a whole number from 1 to 1000000.'],
    ['{"limits":{"messageBurst":2.5}}', 'limits.messageBurst must be a whole number from 1 to 1000000.'],
    ['{"limits":{"messagesPerSecond":1e999}}', 'limits.messagesPerSecond must be a number from 0.001 to 1000000.'],
    ['{"limits":{"messagesPerSecond":null}}', 'limits.messagesPerSecond must be a number from 0.001 to 1000000.'],
    [
      '{"limits":{"firstByteTimeoutMs":20000}}',
      'limits.firstByteTimeoutMs may not be more than upgradeTimeoutMs, which is 10000.',
    ],
  ])('%s', (content, problem) => {
    const path = file(content);
    expect(complaint(parseCli(['--config', path], {}))).toBe(`${path}: ${problem}`);
  });

  test('one that is not there, is a folder, or is something else altogether', () => {
    const large = file(`{"name":"${'x'.repeat(70_000)}"}`);
    expect(complaint(parseCli(['--config', large], {}))).toBe(`${large}: more than 64 KiB, which is no file of options.`);
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub'));
    expect(complaint(parseCli(['--config', join(folder, 'no.json')], {}))).toBe(
      `${join(folder, 'no.json')}: there is no such file.`,
    );
    expect(complaint(parseCli(['--config', join(folder, 'sub')], {}))).toBe(`${join(folder, 'sub')}: this is not a file.`);
  });
});

describe('--limit', () => {
  test.each(Object.keys(DEFAULT_LIMITS) as LimitName[])('%s can be set, within its range and not beyond', (name) => {
    const [min, max] = LIMIT_RANGES[name];
    const set = (value: number | string) => parseCli(['--limit', `${name}=${value}`, ...companion(name, Number(value))], {});
    expect(DEFAULT_LIMITS[name]).toBeGreaterThanOrEqual(min);
    expect(DEFAULT_LIMITS[name]).toBeLessThanOrEqual(max);
    for (const value of [min, max]) expect(set(value)).toMatchObject({ kind: 'serve', limits: { [name]: value } });
    const whole = name.endsWith('PerSecond') ? '' : 'whole ';
    const below = min === 0 ? [-1] : [-1, 0, min / 2];
    for (const value of [...below, max + 1, 'NaN', 'Infinity', '', '1e3', '0x10', ' 5']) {
      expect(complaint(set(value)), String(value)).toBe(`--limit ${name} must be a ${whole}number from ${min} to ${max}.`);
    }
  });

  test('says what is wrong with it', () => {
    expect(complaint(parseCli(['--limit', 'messages=5'], {}))).toBe('--limit messages: there is no such limit.');
    expect(complaint(parseCli(['--limit', '__proto__=5'], {}))).toBe('--limit __proto__: there is no such limit.');
    expect(complaint(parseCli(['--limit', 'messageBurst=5', '--limit', 'messageBurst=6'], {}))).toBe(
      '--limit messageBurst was given twice.',
    );
    expect(complaint(parseCli(['--limit', 'preLoginFrameMaxBytes=65536', '--limit', 'frameMaxBytes=5000'], {}))).toBe(
      'Limits: preLoginFrameMaxBytes may not be more than frameMaxBytes, which is 5000.',
    );
  });
});

test.each([
  ['--allow-host', 'chat.test:80', '--allow-host chat.test:80: a host name without a port.'],
  ['--allow-host', 'a b', '--allow-host a b: a host name without a port.'],
  ['--allow-host', '', '--allow-host needs a value.'],
  ['--allow-origin', 'chat.test', '--allow-origin chat.test: an origin such as https://chat.example.org.'],
  ['--allow-origin', 'https://chat.test/x', '--allow-origin https://chat.test/x: an origin such as https://chat.example.org.'],
  ['--config', ' ', '--config needs a value.'],
])('%s %j: %s', (option, value, line) => {
  expect(complaint(parseCli([option, value], {}))).toBe(line);
});

/** What else has to be said, because one limit may not be more than another. */
function companion(name: LimitName, value: number): string[] {
  if (name === 'frameMaxBytes' && value < DEFAULT_LIMITS.preLoginFrameMaxBytes)
    return ['--limit', 'preLoginFrameMaxBytes=1024'];
  if (name === 'sendQueueLeanBytes') return ['--limit', 'sendQueueMaxBytes=1073741824'];
  if (name === 'sendQueueMaxBytes') return ['--limit', 'sendQueueLeanBytes=16384'];
  if (name === 'firstByteTimeoutMs') return ['--limit', 'upgradeTimeoutMs=600000'];
  if (name === 'upgradeTimeoutMs') return ['--limit', 'firstByteTimeoutMs=100'];
  return [];
}
