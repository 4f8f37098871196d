// What is about one thing belongs together: shown as one, read where the thing itself is shown, gone when it is read.
import type { Schemas } from '@/lib/api/client';

type Notification = Schemas['NotificationOut'];

/** The newest of those about one thing, with how many they are; what was read stands apart from what was not. */
export interface Gathered {
  newest: Notification;
  count: number;
}

export function gathered(items: readonly Notification[]): Gathered[] {
  const found = new Map<string, Gathered>();
  for (const one of items) {
    const key = `${one.about ?? one.notification_id} ${one.read_at ? 'read' : 'unread'}`;
    const known = found.get(key);
    if (known) known.count += 1;
    else found.set(key, { newest: one, count: 1 });
  }
  return [...found.values()];
}

/** The id of what a page shows, as its address says it. */
export const aboutOf = (path: string): string | undefined =>
  path.split('/').find((part) => /^[a-z]{2,6}_[0-9A-HJKMNP-TV-Z]{26}$/.test(part));
