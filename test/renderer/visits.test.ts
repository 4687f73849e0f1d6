import { describe, expect, it } from 'vitest';
import { channelId, directId } from '../../src-shared/chat/state.ts';
import { Visits, VISITS_MAX, type Place } from '../../src-renderer/visits.ts';

const at = (name: string, server = 'home'): Place => ({ server, conversation: channelId(name) });
const there = (): boolean => true;

function visited(...places: Place[]): Visits {
  const visits = new Visits();
  for (const place of places) visits.note(place);
  return visits;
}

describe('the places one was at', () => {
  it('are gone through back and forth', () => {
    const visits = visited(at('a'), at('b'), at('c'));
    expect(visits.step(-1, there)).toEqual(at('b'));
    expect(visits.step(-1, there)).toEqual(at('a'));
    expect(visits.step(-1, there)).toBeNull();
    expect(visits.step(1, there)).toEqual(at('b'));
  });

  it('are not added to by going back, however late the window shows it', () => {
    const visits = visited(at('a'), at('b'), at('c'));
    visits.step(-1, there);
    visits.step(-1, there);
    visits.note(at('b'));
    visits.note(at('a'));
    expect(visits.step(1, there)).toEqual(at('b'));
    visits.note(at('b'));
    expect(visits.step(1, there)).toEqual(at('c'));
  });

  it('lose what was ahead when one goes elsewhere', () => {
    const visits = visited(at('a'), at('b'), at('c'));
    visits.step(-1, there);
    visits.note(at('b'));
    visits.note(at('d'));
    expect(visits.step(1, there)).toBeNull();
    expect(visits.step(-1, there)).toEqual(at('b'));
  });

  it('leave out what is not there any more, and what a server showed on the way', () => {
    const visits = visited(at('a'), at('gone'));
    visits.go(at('b', 'other'));
    visits.note(at('was in front', 'other'));
    visits.note(at('b', 'other'));
    expect(visits.step(-1, (place) => place.conversation !== channelId('gone'))).toEqual(at('a'));
  });

  it('are bounded', () => {
    const visits = visited(...Array.from({ length: VISITS_MAX + 20 }, (_, index) => at(String(index))));
    let steps = 0;
    while (visits.step(-1, there) !== null) steps++;
    expect(steps).toBe(VISITS_MAX - 1);
  });

  it('are told once each, the last one first, without the one in front', () => {
    const bob = { server: 'home', conversation: directId('bob') };
    expect(visited(at('a'), bob, at('a'), at('b')).recent()).toEqual([at('a'), bob]);
  });
});
