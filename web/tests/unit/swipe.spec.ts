import { expect, it } from 'vitest';
import { strokeOf } from '@/lib/swipe';

const from = { x: 200, y: 300, at: 0 };
const stroke = (x: number, y: number, at = 150, isRtl = false) => strokeOf(from, { x: 200 + x, y: 300 + y, at }, isRtl);

it('turns pages in the direction of reading', () => {
  expect([stroke(-90, 5), stroke(90, -20)]).toEqual(['next', 'before']);
  expect([stroke(-90, 5, 150, true), stroke(90, -20, 150, true)]).toEqual(['before', 'next']);
  expect([stroke(10, 90), stroke(10, 90, 150, true)]).toEqual(['down', 'down']);
});

it('takes no press, no slow finger, no slant and no way up for a stroke', () => {
  expect([stroke(-20, 0), stroke(-90, 0, 900), stroke(-80, 60), stroke(0, -90)]).toEqual(Array(4).fill(undefined));
});
