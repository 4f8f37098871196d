// What a push says, as the back end writes it, and how the service worker shows it.

export interface Notice {
  notification_id: string;
  title: string;
  body: string;
  /** Where it leads: a path of this app. */
  link: string;
  language: string;
  dir: 'ltr' | 'rtl';
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
    };
  } catch {
    return undefined;
  }
}

/** Only paths of this app are opened, whatever a push says. */
export const pathOf = (link: string | undefined): string =>
  link?.startsWith('/') && !link.startsWith('//') ? link : '/notifications';

export const shownAs = (notice: Notice): NotificationOptions => ({
  body: notice.body,
  lang: notice.language,
  dir: notice.dir,
  icon: '/icon-192.png',
  badge: '/icon-192.png',
  tag: notice.notification_id, // told twice, shown once
  data: { link: notice.link },
});
