import { expect, it } from 'vitest';
import { placeOf, venuePlaces, WORK } from '@/app/nav';

it.each([
  ['/venue/settings/hours', '/venue/settings'],
  ['/venue/bookings/res_1', '/venue/bookings'],
  ['/venue/floor', '/venue/floor'],
  ['/settings/notifications', '/account/security'],
])('marks for somebody who opens %s in a restaurant the place %s', (path, place) => {
  expect(placeOf(venuePlaces(true), path)?.to).toBe(place);
});

it.each([
  ['/messages/cnv_1', '/messages'],
  ['/account/profile', '/account/profile'],
  ['/account/language', '/account/security'],
  ['/contractsandmore', undefined],
])('marks for a client who opens %s the place %s', (path, place) => {
  expect(placeOf(WORK.client, path)?.to).toBe(place);
});
