// A telephone for text messages: written as people write it, proven by a code.
import { VueQueryPlugin } from '@tanstack/vue-query';
import { mount } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import Telephone from '@/features/notifications/parts/Telephone.vue';
import { need } from '@/lib/i18n';
import { queryClient } from '@/lib/query';
import { answer } from './answers';

it('sends a code to the number and takes it back, showing a wrong one at its field', async () => {
  await need('notifications', 'problems');
  const none = { phone: null, awaited: null, is_stopped: false };
  let now: object = none;
  const wrong = { type: 'https://guildhall.example/problems/notifications/phone-code-wrong', title: '', status: 422, detail: '', errors: [{ pointer: '/code', detail: 'wrong', code: 'wrong' }] }; // prettier-ignore
  let isRight = false;
  const sent = answer({
    'GET /v1/notification-preferences/phone': () => [200, now],
    'PUT /v1/notification-preferences/phone': () => [200, (now = { ...none, awaited: '+92…67' })],
    'POST /v1/notification-preferences/phone/confirm': () =>
      isRight ? [200, (now = { ...none, phone: '+92…67' })] : [422, wrong],
  });
  const page = mount(Telephone, { global: { plugins: [[VueQueryPlugin, { queryClient }] as never] } });
  const wait = (look: () => void) => vi.waitFor(look);
  await wait(() => expect(page.find('input[type=tel]').exists()).toBe(true));
  await page.find('input[type=tel]').setValue('0092 (300) 123-45.67');
  await page.find('form').trigger('submit');
  await wait(() => expect(page.text()).toContain('Code sent to +92…67'));
  const put: unknown = await sent.find((one) => one.method === 'PUT')?.json();
  expect(put).toEqual({ phone: '+923001234567' });

  const code = page.find('input[autocomplete=one-time-code]');
  await code.setValue('111111');
  await page.findAll('form')[1]?.trigger('submit');
  await wait(() => expect(code.attributes('aria-invalid')).toBe('true'));
  isRight = true;
  await code.setValue('222222');
  await page.findAll('form')[1]?.trigger('submit');
  await wait(() => expect(page.text()).toContain('Forget this telephone'));
  expect(page.text()).not.toContain('Code sent');
});
