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

export const tagOf = (notice: Notice) => notice.about ?? notice.notification_id;

/** Whether a window shows what a notice leads to. */
export const isAt = (notice: Notice, url: string) => new URL(url).pathname === notice.link.split('#')[0];

/** `isTold`: this very notice is shown already. What is told again of the same thing takes its place, and is heard. */
export const shownAs = (notice: Notice, isTold = false): NotificationOptions & { renotify?: boolean } => ({
  body: notice.body,
  lang: notice.language,
  dir: notice.dir,
  icon: '/icon-192.png',
  badge: '/icon-192.png',
  tag: tagOf(notice), // told twice, shown once
  ...(notice.about && !isTold ? { renotify: true } : {}),
  data: { link: notice.link, notification_id: notice.notification_id },
});
