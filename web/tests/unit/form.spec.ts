import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { reactive, readonly } from 'vue';
import { useAction } from '@/lib/action';
import { Refusal, Unreachable } from '@/lib/api/problem';
import { useForm } from '@/lib/form';

const refused = new Refusal({
  type: 'https://guildhall.example/problems/invalid', title: '', status: 422, detail: '',
  errors: [{ pointer: '/title', detail: 'no', code: 'missing' }],
}); // prettier-ignore

function aForm(outcomes: (Error | undefined)[]) {
  const keys: string[] = [];
  const form = useForm({
    initial: { title: 'Shop' },
    rules: v.object({ title: v.pipe(v.string(), v.nonEmpty('required')) }),
    send: (_values, key) => {
      keys.push(key);
      const outcome = outcomes.shift();
      return outcome ? Promise.reject(outcome) : Promise.resolve();
    },
  });
  return { form, keys };
}

describe('a form', () => {
  it('begins with what another part of the page watches, and sends what was put together of it', async () => {
    const known = reactive({ texts: [{ language: 'en', text: 'Hello' }] });
    const sent: unknown[] = [];
    const form = useForm({
      initial: readonly(known) as typeof known,
      send: (values) => Promise.resolve(sent.push(values)),
    });

    form.values.texts = [...form.values.texts, { language: 'fr', text: 'Bonjour' }];
    await form.submit();

    expect(sent).toEqual([
      {
        texts: [
          { language: 'en', text: 'Hello' },
          { language: 'fr', text: 'Bonjour' },
        ],
      },
    ]);
    expect(known.texts).toHaveLength(1);
  });

  it('sends nothing while its own rules are broken', async () => {
    const { form, keys } = aForm([]);
    form.values.title = '';

    await form.submit();

    expect(keys).toEqual([]);
    expect(form.errors['title']).toBe('Fill this in');
  });

  it('shows the fault of the server at its field and keeps what was typed', async () => {
    const { form } = aForm([refused]);
    form.values.title = 'A long text';

    await form.submit();

    expect(form.errors['title']).toBe('Fill this in');
    expect(form.values.title).toBe('A long text');
    expect(form.isDirty).toBe(true);
  });

  it('repeats under the same key what never arrived, and under a new one what was refused', async () => {
    const { form, keys } = aForm([new Unreachable(), refused, undefined]);

    await form.submit();
    await form.submit();
    await form.submit();

    expect(keys[0]).toBe(keys[1]);
    expect(keys[1]).not.toBe(keys[2]);
  });

  it.each([
    [504, 'about:blank'],
    [409, '/problems/idempotency/in-progress'],
  ])('repeats under the same key what may be done yet: %d %s', async (status, type) => {
    const undecided = new Refusal({ type, title: '', status, detail: '' });
    const { form, keys } = aForm([undecided, undefined]);
    const pressed: string[] = [];
    const action = useAction((key) => {
      pressed.push(key);
      return pressed.length > 1 ? Promise.resolve() : Promise.reject(undecided);
    });

    await form.submit();
    await form.submit();
    await action.run();
    await action.run();

    expect(keys).toEqual([keys[0], keys[0]]);
    expect(pressed).toEqual([pressed[0], pressed[0]]);
  });

  it('takes a new key when the text changed after a lost try', async () => {
    const { form, keys } = aForm([new Unreachable(), undefined]);

    await form.submit();
    form.values.title = 'Other';
    await form.submit();

    expect(keys[0]).not.toBe(keys[1]);
    expect(form.isDirty).toBe(false);
  });
});
