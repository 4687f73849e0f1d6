import fc from 'fast-check';
import { isInvitationChannel, isInvitationPin, readHost } from '../../src-shared/invitation/index.ts';

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.domain(),
  fc.constantFrom('localhost', 'raspberrypi.local', 'xn--bcher-kva.example', '::1', 'fd00::5'),
);

/** Parts that an invitation can have, each as it comes out of a link again. */
export const invitationParts = {
  host: address
    .map((text) => readHost(text.includes(':') ? `[${text}]` : text))
    .filter((read): read is string => read !== null),
  port: fc.integer({ min: 1, max: 65_535 }),
  channel: orNone(
    fc
      .oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 32 }),
        fc.constantFrom('general', 'Küche', '日本語', "a'(b)*!", '?', 'a&b=c'),
      )
      .filter(isInvitationChannel),
  ),
  pin: orNone(
    fc
      .oneof(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 32 }), fc.constantFrom('2468', 'a b&c=d#?', '%41%41'))
      .filter(isInvitationPin),
  ),
};

/** One of them, or none. */
export function orNone<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(values, { nil: null });
}
