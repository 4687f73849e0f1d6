/**
 * More than 200 arguments that no command takes as they are: made where they are used, in Node or in a page, since half of them are
 * what no message can carry. It uses nothing from outside itself.
 */
export function fuzzPayloads(): unknown[] {
  const cycle: Record<string, unknown> = { server: 'a' };
  cycle['self'] = cycle;
  const nested = (depth: number, leaf: unknown): unknown =>
    Array.from({ length: depth }).reduce<unknown>((inner) => ({ server: inner }), leaf);
  const nestedArrays = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 1);
  const withProto = (text: string): unknown => JSON.parse(text);
  const long = 'x'.repeat(5_000);
  const fields = [
    'server',
    'conversation',
    'text',
    'entry',
    'name',
    'username',
    'link',
    'id',
    'on',
    'words',
    'action',
    'request',
  ];
  const wrong: unknown[] = [
    ...[null, true, 0, -1, 1.5, Number.NaN, Infinity, -Infinity, 2 ** 53, 10n, '', long, [], {}, [[]], [{}]],
    ...[new Date(0), /x/, new Map([['a', 1]]), new Set([1]), new ArrayBuffer(8), new Uint8Array(4), new Error('x')],
    ...['\ud800', '\u0000', '\u202e', '__proto__', 'constructor', '../../etc/passwd', 'channel:\u0000'],
  ];
  return [
    undefined,
    ...wrong.filter(
      (value) => !(typeof value === 'object' && value !== null && Object.keys(value).length === 0 && !Array.isArray(value)),
    ),
    cycle,
    [cycle],
    nested(100, cycle),
    nested(900, 1),
    nestedArrays(900),
    () => 1,
    Symbol('x'),
    { server: () => 1 },
    { server: Symbol('x') },
    Object.create({ server: 'a', conversation: 'channel:general', text: 'inherited', extra: 1 }) as unknown,
    withProto('{"__proto__":{"server":"a"},"extra":1}'),
    withProto('{"__proto__":{"admin":true},"server":"a","conversation":"channel:general","text":"x","extra":1}'),
    withProto('{"constructor":{"prototype":{"admin":true}}}'),
    withProto('{"prototype":{}}'),
    withProto('{"toString":1,"valueOf":2,"hasOwnProperty":3}'),
    Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${String(index)}`, index])),
    { 0: 'a', 1: 'b', length: 2 },
    // Right but for one thing too many.
    ...fields.map((field) => ({ [field]: 'a', extra: 1 })),
    // One field that no command has as its only one with such a value.
    ...fields.flatMap((field) => wrong.slice(0, 16).map((value) => ({ [field]: value, '': value }))),
  ];
}
