// Before every page is walked: what a page needs to show more than its empty state.
import { announced, disputedWorld, shownWorld } from './world';

export default async () => {
  await announced();
  await disputedWorld();
  await shownWorld();
};
