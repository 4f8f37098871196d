// Before every page is walked: what a page needs to show more than its empty state.
import { disputedWorld } from './world';

export default disputedWorld;
