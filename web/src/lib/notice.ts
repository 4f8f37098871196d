// What a push says, as the back end writes it, and how the service worker shows it.

export interface Notice {
  notification_id: string;
  title: string;
  body: string;
  /** Where it leads: a path of this app. */
  link: string;
  language: string;
  dir: 'ltr' | 'rtl';
  /** What it is about, where several are shown as one. */
  about?: string;
}

/** Read a push; undefined where it is none of ours. */
export function noticeOf(text: string | undefined): Notice | undefined {
  try {
    const said = JSON.parse(text ?? '') as Partial<Notice>;
    if (!said.title || !said.notification_id) return undefined;
    return {
      notification_id: said.notification_id,
      title: said.title,
      body: said.body ?? '',
      link: pathOf(said.link),
      language: said.language ?? '',
      dir: said.dir === 'rtl' ? 'rtl' : 'ltr',
      ...(said.about ? { about: said.about } : {}),
    };
  } catch {
    return undefined;
  }
}

/** Only paths of this app are opened, whatever a push says. */
export const pathOf = (link: string | undefined): string =>
  link?.startsWith('/') && !link.startsWith('//') ? link : '/notifications';

const tagOf = (notice: Notice) => notice.about ?? notice.notification_id;

interface Shown {
  /** This very notice is shown already. What is told again of the same thing takes its place, and is heard. */
  isTold?: boolean;
  /** The person has before them what it is about: it makes no sound, and goes as soon as it is read. */
  isOpen?: boolean;
}

export const shownAs = (
  notice: Notice,
  { isTold = false, isOpen = false }: Shown = {},
): NotificationOptions & { renotify?: boolean } => ({
  body: notice.body,
  lang: notice.language,
  dir: notice.dir,
  icon: '/icon-192.png',
  badge: '/icon-192.png',
  tag: tagOf(notice), // told twice, shown once
  ...(isOpen ? { silent: true } : notice.about && !isTold ? { renotify: true } : {}),
  data: { link: notice.link, notification_id: notice.notification_id },
});

/** What the worker tells the windows that are open when it has shown a push: each knows what it has before it. */
export const PUSHED = 'PUSHED';
export interface Pushed {
  type: typeof PUSHED;
  about?: string;
}

/** What the worker knows of a window: perhaps only the address by which it was opened, not where it is by now. */
interface Open {
  url: string;
  visibilityState: string;
  postMessage: (told: Pushed) => void;
}

const isAt = (notice: Notice, url: string) => new URL(url).pathname === notice.link.split('#')[0];

/**
 * Show a push, always: WebKit takes a subscription away after three that showed nothing, whatever window is open.
 * What is read where it is open closes again by the frame that says so, or, without a socket, by what windows hear here.
 */
export async function showPush(
  registration: Pick<ServiceWorkerRegistration, 'showNotification' | 'getNotifications'>,
  windows: readonly Open[],
  text: string | undefined,
): Promise<void> {
  const notice = noticeOf(text);
  if (!notice) return registration.showNotification('Guildhall', { data: { link: '/notifications' } });
  const shown = await registration.getNotifications({ tag: tagOf(notice) });
  const isTold = shown.some(
    (one) => (one.data as { notification_id?: string }).notification_id === notice.notification_id,
  );
  const isOpen = windows.some((one) => one.visibilityState === 'visible' && isAt(notice, one.url));
  await registration.showNotification(notice.title, shownAs(notice, { isTold, isOpen }));
  for (const one of windows) one.postMessage({ type: PUSHED, ...(notice.about ? { about: notice.about } : {}) });
}
