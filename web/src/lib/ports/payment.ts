// Paying, behind one port: Stripe's own fields in a frame of theirs, or, on a local platform, the local Stripe server
// with outcomes to choose. Which one is the deployment's word (/config.json); nothing here ever switches by itself.
import type { Schemas } from '../api/client';

/** What a form of the provider is opened with: to pay, or to save a card. */
export type Checkout = Pick<Schemas['CheckoutOut'], 'client_secret' | 'publishable_key'>;

export const OUTCOMES = {
  success: 'pm_card_visa',
  challenge: 'pm_card_threeDSecure2Required',
  decline: 'pm_card_chargeDeclined',
} as const;
export type Outcome = keyof typeof OUTCOMES;

/** `next` leads to the bank's own page; `refused` is what the bank said, `faulty` what a field lacks. */
export interface Confirmed {
  next?: string;
  refused?: string;
  faulty?: string;
}

interface Intent {
  status: string;
  next_action?: { redirect_to_url?: { url?: string } } | null;
  error?: { message?: string };
}

/** Confirm the open attempt at the local Stripe server, as Stripe's script would. */
export async function confirmLocally(checkout: Checkout, outcome: Outcome, back: string): Promise<Confirmed> {
  const intent = checkout.client_secret.split('_secret_')[0] ?? '';
  const body = new URLSearchParams({
    client_secret: checkout.client_secret,
    payment_method: OUTCOMES[outcome],
    return_url: back,
  });
  const kind = intent.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
  const answer = await fetch(`/payment-console/v1/${kind}/${intent}/confirm`, {
    method: 'POST',
    body,
    headers: { Authorization: `Basic ${btoa(`${checkout.publishable_key}:`)}` },
  });
  const found = (await answer.json()) as Intent;
  if (!answer.ok) return { refused: found.error?.message ?? String(answer.status) };
  const next = found.next_action?.redirect_to_url?.url;
  return next ? { next } : {};
}

export interface StripeElement {
  mount: (place: HTMLElement) => void;
  on: (what: 'ready' | 'loaderror', hear: () => void) => void;
  destroy: () => void;
}
export interface StripeElements {
  create: (kind: 'payment') => StripeElement;
}
export interface StripeScript {
  elements: (options: {
    clientSecret: string;
    locale: string;
    appearance: { theme: 'stripe' | 'night' };
  }) => StripeElements;
  confirmPayment: (options: {
    elements: StripeElements;
    confirmParams: { return_url: string };
    redirect: 'if_required';
  }) => Promise<{ error?: { type: string; message?: string } }>;
  confirmSetup: StripeScript['confirmPayment'];
}

const SCRIPT = 'https://js.stripe.com/v3/';
const PATIENCE_MS = 6_000;

/** Load Stripe's script, which has to come from Stripe. Rejects when it is not there within six seconds. */
export function loadStripe(key: string): Promise<StripeScript> {
  const found = () => (window as unknown as { Stripe?: (key: string) => StripeScript }).Stripe;
  return new Promise((resolve, reject) => {
    const known = found(); // from an earlier form, or from a try that came late
    if (known) {
      resolve(known(key));
      return;
    }
    const script = document.createElement('script');
    const fail = () => {
      clearTimeout(timer);
      script.remove();
      reject(new Error('the payment script cannot be loaded'));
    };
    const timer = setTimeout(fail, PATIENCE_MS);
    script.src = SCRIPT;
    script.onload = () => {
      clearTimeout(timer);
      const made = found();
      if (made) resolve(made(key));
      else fail();
    };
    script.onerror = fail;
    document.head.append(script);
  });
}

/** Show Stripe's frame. Rejects when it fails, or shows nothing within six seconds: then nothing can be typed there. */
export function showElement(element: StripeElement, place: HTMLElement): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error('the payment form cannot be shown'));
    const timer = setTimeout(fail, PATIENCE_MS);
    element.on('ready', () => {
      clearTimeout(timer);
      resolve();
    });
    element.on('loaderror', fail);
    element.mount(place);
  });
}
