// What this device lists of its own accord goes from that list when it is read, here or on another device.

async function close(isMeant: (shown: Notification, id: string | undefined) => boolean): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await registration?.getNotifications()) ?? [])
    if (isMeant(shown, (shown.data as { notification_id?: string } | null)?.notification_id)) shown.close();
}

export const closeShown = (ids: readonly string[]) => close((_, id) => !!id && ids.includes(id));

/** Close what is about one thing, which a push has as its tag. */
export const closeAbout = (about: string) => close((shown) => shown.tag === about);
