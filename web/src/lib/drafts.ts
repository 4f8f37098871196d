// What somebody typed and did not send yet lies on this device under their name: whoever signs in next never gets it.
import { useSession } from './session';

/** What a draft of whoever is signed in is called on this device. */
export const draftName = (name: string): string => `draft:${useSession().account?.account_id ?? ''}:${name}`;
