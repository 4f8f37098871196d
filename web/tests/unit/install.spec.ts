// Installing the app: offered where the browser can, explained where only a hand can, and nowhere else.
import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import InstallOffer from '@/features/notifications/parts/InstallOffer.vue';
import { isSafariOnIos } from '@/lib/install';
import { LANGS, need, setLang, useT } from '@/lib/i18n';
import { install } from '@/lib/updates';

const NOW = new Date('2026-03-02T09:00:00Z');
const DAY = 86_400_000;
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'; // prettier-ignore
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15'; // prettier-ignore

let isStandalone: boolean;
let page: VueWrapper | undefined;

beforeEach(async () => {
  await need('notifications');
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  localStorage.clear();
  install.value = undefined;
  isStandalone = false;
  vi.stubGlobal('matchMedia', (media: string) => ({ matches: isStandalone && media === '(display-mode: standalone)' }));
});
afterEach(async () => {
  page?.unmount();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await setLang('en');
});

/** The browser says that the app can be installed, and what the person will answer in its window. */
function offer(outcome: 'accepted' | 'dismissed' = 'accepted') {
  const prompt = vi.fn(() => Promise.resolve({ outcome }));
  const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt });
  dispatchEvent(event);
  return { event, prompt };
}
function opened(): VueWrapper {
  page?.unmount();
  return (page = mount({ components: { InstallOffer }, template: '<main id="main" tabindex="-1"><InstallOffer /></main>' }, { attachTo: document.body })); // prettier-ignore
}
const button = (name: string) => page?.findAll('button').find((one) => one.text() === name);
const isOffered = () => page?.find('section').exists();

it('[WEB-02] keeps the browser’s offer for the settings, and installs when the person presses', async () => {
  const offers = opened();
  expect(isOffered()).toBe(false);
  const { event, prompt } = offer();
  await vi.waitFor(() => expect(offers.text()).toContain('Guildhall as an app'));
  expect(event.defaultPrevented).toBe(true);
  expect(prompt).not.toHaveBeenCalled();

  await button('Install')?.trigger('click');
  await vi.waitFor(() => expect(document.activeElement?.id).toBe('main'));
  expect(prompt).toHaveBeenCalledOnce();
  expect(isOffered()).toBe(false);
});

it.each([
  ['here', 'Not now', 'accepted'],
  ['in the browser’s window', 'Install', 'dismissed'],
] as const)('[WEB-02] leaves alone for three months who says no %s', async (_where, pressed, outcome) => {
  offer(outcome);
  opened();
  await button(pressed)?.trigger('click');
  await vi.waitFor(() => expect(document.activeElement?.id).toBe('main'));

  offer();
  vi.setSystemTime(NOW.getTime() + 90 * DAY - 1);
  opened();
  expect(isOffered()).toBe(false);
  vi.setSystemTime(NOW.getTime() + 90 * DAY);
  opened();
  expect(isOffered()).toBe(true);
});

it('[WEB-02] offers nothing where the app is installed', async () => {
  isStandalone = true;
  offer();
  opened();
  expect(isOffered()).toBe(false);

  isStandalone = false;
  opened();
  expect(isOffered()).toBe(true);
  dispatchEvent(new Event('appinstalled'));
  await vi.waitFor(() => expect(isOffered()).toBe(false));
});

it('[WEB-02] says how it is done in Safari on iOS, in every language, until it is put off', async () => {
  vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(IPHONE);
  for (const { code } of LANGS) {
    await setLang(code);
    expect(opened().text()).toContain(useT('notifications')('install.hand'));
    expect(page?.findAll('button')).toHaveLength(1);
  }

  await page?.find('button').trigger('click');
  expect(isOffered()).toBe(false);
  opened();
  expect(isOffered()).toBe(false);
});

it('[WEB-02] gives no hint of Safari where it was opened from the home screen', () => {
  vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(IPHONE);
  Object.defineProperty(navigator, 'standalone', { value: true, configurable: true });
  opened();
  Reflect.deleteProperty(navigator, 'standalone');

  expect(isOffered()).toBe(false);
});

it('asks again later where the browser takes its offer back', async () => {
  offer().prompt.mockRejectedValue(new DOMException('used', 'InvalidStateError'));
  opened();
  await button('Install')?.trigger('click');
  await vi.waitFor(() => expect(isOffered()).toBe(false));

  offer();
  await vi.waitFor(() => expect(isOffered()).toBe(true));
});

it.each([
  ['an iPhone', IPHONE, 5, true],
  ['an iPad, which calls itself a Mac', MAC, 5, true],
  ['a Mac', MAC, 0, false],
  ['Chrome on an iPhone', IPHONE.replace('Version/18.5', 'CriOS/140.0'), 5, false],
  ['the window of another app', IPHONE.replace(' Safari/604.1', ''), 5, false],
  ['Android', 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 5, false],
])('knows Safari on iOS from %s', (_name, agent, touches, isIt) => {
  expect(isSafariOnIos(agent, touches)).toBe(isIt);
});
