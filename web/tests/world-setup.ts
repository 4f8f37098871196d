// Before every page is walked: what a page needs to show more than its empty state.
import { announced, disputedWorld } from './world';

export default async () => {
  await announced();
  await disputedWorld();
};
