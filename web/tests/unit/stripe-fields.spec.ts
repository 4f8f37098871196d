// Paying where the deployment has a key: Stripe's own fields. Its script is played at the address that it comes from;
// everything on this side of it is the app itself.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { need, setLang } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import CheckoutForm from '@/ui/CheckoutForm.vue';

const CHECKOUT = { client_secret: 'pi_1_secret_2', publishable_key: 'pk_live_7' };
const SILENCE_MS = 6_000;
type Told = 'ready' | 'loaderror';

/** Scripts that the page asked for, in turn. */
let asked: HTMLScriptElement[] = [];
let requests: string[] = [];
let shown: VueWrapper;

/** Stripe as its script puts it on the page; what its frame tells, and what confirming answers, are said by the test. */
class Stripe {
  keys: string[] = [];
  options: Record<string, unknown>[] = [];
  confirmed: Record<string, unknown>[] = [];
  answer: { error?: { type: string; message?: string } } = {};
  private listeners: Partial<Record<Told, () => void>> = {};

  constructor(private readonly tellsAtOnce?: Told) {}

  /** The script has come. */
  arrive(): void {
    this.stand();
    asked.at(-1)?.onload?.(new Event('load'));
  }

  /** It is on the page already. */
  stand(): void {
    vi.stubGlobal('Stripe', (key: string) => {
      this.keys.push(key);
      return {
        elements: (options: Record<string, unknown>) => {
          this.options.push(options);
          return { create: (kind: string) => this.element(kind) };
        },
        confirmPayment: (how: Record<string, unknown>) => this.confirm('payment', how),
        confirmSetup: (how: Record<string, unknown>) => this.confirm('setup', how),
      };
    });
  }

  tell(what: Told): void {
    this.listeners[what]?.();
  }

  private element(kind: string) {
    const frame = document.createElement('iframe');
    return {
      on: (what: Told, hear: () => void) => (this.listeners[what] = hear),
      mount: (place: HTMLElement) => {
        frame.dataset['kind'] = kind;
        place.append(frame);
        if (this.tellsAtOnce) this.tell(this.tellsAtOnce);
      },
      destroy: () => frame.remove(),
    };
  }

  private confirm(what: string, how: Record<string, unknown>) {
    this.confirmed.push({ what, ...how });
    return Promise.resolve(this.answer);
  }
}

beforeAll(() => need('checkout'));
beforeEach(async () => {
  await setLang('en');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  asked = [];
  requests = [];
  vi.spyOn(document.head, 'append').mockImplementation((...nodes) => {
    asked.push(...(nodes as HTMLScriptElement[]));
  });
  vi.stubGlobal('fetch', (url: string) => {
    requests.push(url);
    return Promise.resolve(new Response(JSON.stringify({ websocket_url: '', payments: 'stripe', release: '1' })));
  });
});
afterEach(() => {
  shown.unmount();
  queryClient.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open(props: { isSaving?: boolean } = {}): Promise<void> {
  shown = mount(CheckoutForm, {
    props: { checkout: CHECKOUT, action: 'Pay in', ...props },
    global: { plugins: [[VueQueryPlugin, { queryClient }]] },
  });
  for (let tries = 0; !asked.length && tries < 20; tries++) await flushPromises();
  expect(asked).toHaveLength(1);
}
const button = () => shown.get<HTMLButtonElement>('.btn-primary').element;
async function send(): Promise<void> {
  await shown.get('form').trigger('submit');
  await flushPromises();
}

it('shows Stripe’s fields in a frame of Stripe’s, and can be sent once they are there', async () => {
  await open();
  expect(asked[0]?.src).toBe('https://js.stripe.com/v3/');
  const stripe = new Stripe();
  stripe.arrive();
  await flushPromises();
  expect(stripe.keys).toEqual(['pk_live_7']);
  expect(stripe.options[0]).toMatchObject({ clientSecret: 'pi_1_secret_2', locale: 'en' });
  expect(shown.find('iframe[data-kind=payment]').exists()).toBe(true);
  expect(button().disabled).toBe(true);

  stripe.tell('ready');
  await flushPromises();
  expect(button().disabled).toBe(false);
  await send();

  expect(stripe.confirmed[0]).toMatchObject({ what: 'payment', redirect: 'if_required' });
  expect(stripe.confirmed[0]?.['confirmParams']).toEqual({ return_url: location.href });
  expect(shown.emitted('sent')).toHaveLength(1);
});

it('saves a card without paying where one is saved', async () => {
  await open({ isSaving: true });
  const stripe = new Stripe('ready');
  stripe.arrive();
  await flushPromises();

  await send();

  expect(stripe.confirmed.map((one) => one['what'])).toEqual(['setup']);
});

it('says what a field lacks without blaming the bank, and what the bank refused; both can be tried again', async () => {
  await open();
  const stripe = new Stripe('ready');
  stripe.arrive();
  await flushPromises();

  stripe.answer = { error: { type: 'validation_error', message: 'Your card number is incomplete.' } };
  await send();
  expect(shown.get('[role=alert]').text()).toBe('Your card number is incomplete.');
  expect(shown.emitted('sent')).toBeUndefined();

  stripe.answer = { error: { type: 'card_error', message: 'Your card was declined.' } };
  await send();
  expect(shown.get('[role=alert]').text()).toMatch(
    /^The bank has refused.*Your card was declined.*Nothing was charged/s,
  );
  expect(shown.emitted('sent')).toBeUndefined();

  stripe.answer = {};
  await send();
  expect(shown.find('[role=alert]').exists()).toBe(false);
  expect(shown.emitted('sent')).toHaveLength(1);
});

it.each<[string, (stripe: Stripe) => Promise<void> | void, boolean]>([
  ['a script that does not come', () => undefined, false],
  ['a script that cannot be had', () => asked[0]?.onerror?.(new Event('error')), false],
  ['a script without Stripe in it', () => asked[0]?.onload?.(new Event('load')), false],
  ['a frame that stays empty', (stripe) => stripe.arrive(), true],
  ['a frame that fails', (stripe) => (stripe.arrive(), flushPromises().then(() => stripe.tell('loaderror'))), true],
])('after %s there is a way to try again, and never the outcomes of a local platform', async (_what, happen, isThere) => {
  await open();
  await happen(new Stripe());
  await vi.advanceTimersByTimeAsync(SILENCE_MS);

  expect(shown.get('[role=alert]').text()).toContain('Payment is unavailable');
  expect(shown.get('[role=alert]').text()).toContain('Nothing was charged');
  expect(shown.find('iframe').exists()).toBe(false);
  expect(button().disabled).toBe(true);
  expect(shown.findAll('input[type=radio]')).toEqual([]);

  const stripe = new Stripe('ready');
  if (isThere) stripe.stand();
  await shown.get('[role=alert] button').trigger('click');
  if (!isThere) stripe.arrive();
  await vi.advanceTimersByTimeAsync(SILENCE_MS);

  expect(asked).toHaveLength(isThere ? 1 : 2);
  expect(shown.find('[role=alert]').exists()).toBe(false);
  expect(shown.findAll('iframe')).toHaveLength(1);
  expect(button().disabled).toBe(false);
  await send();
  expect(stripe.confirmed).toHaveLength(1);
  expect(requests.filter((url) => url !== '/config.json')).toEqual([]);
}); // prettier-ignore

it('waits no shorter than the six seconds that a slow line may take', async () => {
  await open();

  await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
  expect(shown.find('[role=alert]').exists()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);

  expect(shown.find('[role=alert]').exists()).toBe(true);
});

it('speaks English in Stripe’s frame to readers of Urdu, which Stripe does not know', async () => {
  await setLang('ur');
  await open();
  const stripe = new Stripe('ready');
  stripe.arrive();
  await flushPromises();

  expect(stripe.options[0]).toMatchObject({ locale: 'en' });
});
