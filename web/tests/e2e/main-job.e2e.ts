// The main job, wholly in the browser, by two people side by side.
import fs from 'node:fs';
import { expect, test } from '@playwright/test';
import { choose, press } from '../keys';
import { register, signIn, type Person } from '../people';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test.describe.configure({ mode: 'serial' });

let client: Person;
let expert: Person;
const title = `Shop back end ${Date.now().toString(36)}`;

test.beforeAll(async ({ browser }) => {
  client = await register(browser, 'Clara', 'client');
  expert = await register(browser, 'Emile', 'expert');
});
test.afterAll(async () => {
  await client.context.close();
  await expert.context.close();
});

test('the expert writes a profile that saves itself, and publishes it', async () => {
  const { page } = expert;
  await page.goto('/account/profile');
  await page.getByLabel('Headline').fill('Back ends that keep their promises');
  await page.getByLabel('About').fill('Ten years of Python in production.');
  await page.getByLabel('Skills').fill('python');
  await page.getByLabel('Skills').press('Enter');
  await page.getByLabel('Languages').fill('en');
  await page.getByLabel('Languages').press('Enter');
  await page.getByLabel('Hourly rate').fill('90');
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await expect(page.getByText('100% complete')).toBeVisible();
  await press(page.getByRole('button', { name: 'Publish the profile' }));
  await expect(page.getByText('Public', { exact: true })).toBeVisible();
});

test('[TST-04, PRJ-02] the client writes a project step by step, loses nothing on a reload, and publishes it', async () => {
  const { page } = client;
  await page.goto('/projects/new');
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Description').fill('Orders, stock and invoices for a small shop.');
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Title')).toHaveValue(title);
  const next = page.getByRole('button', { name: 'Go on' });
  await press(next);
  await expect(page.getByRole('heading', { name: /^Step 2 of 4/ })).toBeFocused();
  await press(next);
  await expect(page.getByText('Name at least one')).toBeVisible();
  await page.getByLabel('Skills').fill('python');
  await page.getByLabel('Skills').press('Enter');
  await press(next);
  await expect(page.getByRole('listitem').and(page.locator('[aria-current=step]'))).toHaveText('Budget and date');
  await page.getByLabel('Budget').fill('3000');
  await page.getByLabel('Needed by').fill(inDays(60));
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Budget')).toHaveValue(/3,?000/);
  await press(page.getByRole('link', { name: 'Previous step' }));
  await expect(page.getByText('python')).toBeVisible();
  await press(next);
  await press(next);
  await expect(page.getByRole('heading', { name: /^Step 4 of 4/ })).toBeFocused();
  await press(page.getByRole('button', { name: 'Publish', exact: true }));
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await expect(page.getByText('No proposal yet')).toBeVisible();
});

test('the expert finds it by skill and proposes two milestones', async () => {
  const { page } = expert;
  await page.goto('/opportunities?skill=python');
  await expect(async () => {
    await page.reload();
    await press(page.getByRole('link', { name: title }), { timeout: 2_000 });
  }).toPass();
  await press(page.getByRole('link', { name: 'Write a proposal' }));
  await page.getByLabel('In the expert’s words').fill('I have built three of these.');
  await page.getByLabel('Milestone 1', { exact: true }).fill('Data model');
  await page.getByLabel('Amount').fill('1200');
  await page.getByLabel('Ready on').fill(inDays(20));
  await press(page.getByRole('button', { name: 'Add a milestone' }));
  await page.getByLabel('Milestone 2', { exact: true }).fill('API');
  await page.getByLabel('Amount').nth(1).fill('1800');
  await page.getByLabel('Ready on').nth(1).fill(inDays(40));
  await expect(page.locator('[data-save=saved]')).toBeVisible();
  await expect(async () => {
    await press(page.getByRole('button', { name: 'Send the proposal' }), { timeout: 2_000 });
    await expect(page.getByText('Submitted')).toBeVisible({ timeout: 3_000 });
  }).toPass();
});

test('[PRJ-11] the client compares and accepts; both sign', async () => {
  const { page } = client;
  await page.goto('/projects');
  await press(page.getByRole('link', { name: title }));
  await press(page.getByRole('link', { name: 'Compare and choose' }));
  await expect(page.getByRole('cell', { name: '€3,000' })).toBeVisible();
  await press(page.getByRole('button', { name: 'Accept: Emile' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Accept' }));
  await page.waitForURL('**/contracts');
  for (const person of [client, expert]) {
    await expect(async () => {
      await person.page.goto('/contracts');
      await press(person.page.getByRole('link', { name: title }), { timeout: 3_000 });
    }).toPass();
    await press(person.page.getByRole('button', { name: 'Sign the terms' }));
    await expect(person.page.getByRole('button', { name: 'Sign the terms' })).toBeHidden();
  }
  await expect(expert.page.getByText('Begin once the client has paid it in.').first()).toBeVisible();
});

test('the expert opens a payout account at the provider', async () => {
  const { page } = expert;
  await page.goto('/earnings');
  await press(page.getByRole('button', { name: 'Open the account' }));
  await press(page.getByRole('link', { name: 'Finish at the provider' }));
  await press(page.getByRole('button').first());
  await page.goto('/earnings');
  await expect(page.getByText('Ready: releases are sent there.')).toBeVisible({ timeout: 30_000 });
});

test('the expert says where they are taxed', async () => {
  const { page } = expert;
  await page.getByLabel('Legal name').fill('Emile Expert');
  await page.getByLabel('Street').fill('4 Rue des Essais');
  await page.getByLabel('City').fill('Lyon');
  await page.getByLabel('Postcode').fill('69001');
  await page.getByLabel('Company number').fill('404833048');
  await press(page.getByRole('button', { name: 'Save', exact: true }));
  await expect(page.getByRole('status').getByText('Saved.')).toBeVisible();
});

test('a declined card charges nothing; a good one is held for both to see', async () => {
  const { page } = client;
  await page.reload();
  await press(page.getByRole('link', { name: 'Pay it in' }).first());
  await expect(page.getByText('€1,080')).toBeVisible();
  await expect(async () => {
    const begin = page.getByRole('button', { name: 'Go on to the card' });
    if (await begin.isVisible()) await press(begin, { timeout: 2_000 });
    await expect(page.getByLabel('The card is declined')).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await choose(page.getByLabel('The card is declined'));
  await press(page.getByRole('button', { name: 'Pay in' }));
  await expect(page.getByText('The bank has refused.').first()).toBeVisible();
  // The refusal ends the attempt as soon as the platform has heard of it; another is opened for another card.
  await press(page.getByRole('button', { name: 'Go on to the card' }));
  await choose(page.getByLabel('The card is accepted'));
  await press(page.getByRole('button', { name: 'Pay in' }));
  await expect(page.getByRole('heading', { name: 'The money is held' })).toBeVisible({ timeout: 60_000 });
  await press(page.getByRole('link', { name: 'Back to the contract' }));
  await expect(page.locator('[data-state=funded]')).toBeVisible({ timeout: 40_000 });
});

test('they talk, each seeing the other read', async () => {
  await press(client.page.getByRole('link', { name: 'Messages' }).last());
  await client.page.goto('/messages');
  await press(client.page.locator('main ul a').first());
  await expert.page.goto('/messages');
  await press(expert.page.locator('main ul a').first());
  await client.page.getByRole('textbox').fill('Hello! When can you begin?');
  await client.page.getByRole('textbox').press('Enter');
  await expect(expert.page.getByRole('log').getByText('Hello! When can you begin?')).toBeVisible();
  await expert.page.getByRole('textbox').fill('On Monday.');
  await press(expert.page.getByRole('button', { name: 'Send' }));
  await expect(client.page.getByRole('log').getByText('On Monday.')).toBeVisible();
  await expect(client.page.getByRole('log').getByText('Read')).toBeAttached();
});

test('one quotes, answers with an emoji and edits; the other sees it at once', async () => {
  const said = (person: Person, text: string) => person.page.getByRole('log').locator('li', { hasText: text }).last();
  const act = async (person: Person, text: string, what: string) => {
    await press(said(person, text).getByRole('button', { name: 'More about this message' }));
    await press(person.page.getByRole('button', { name: what, exact: true }));
  };
  await act(client, 'On Monday.', '🎉');
  await expect(expert.page.getByRole('button', { name: /🎉 1/ })).toBeVisible();
  await act(client, 'On Monday.', 'Quote');
  await client.page.getByRole('textbox').fill('Mondy it is.');
  await client.page.keyboard.press('Enter');
  await expect(said(expert, 'Mondy it is.').getByRole('button', { name: 'On Monday.' })).toBeVisible();
  await act(client, 'Mondy it is.', 'Edit');
  await client.page.getByRole('textbox').fill('Monday it is.');
  await client.page.keyboard.press('Enter');
  await expect(said(expert, 'Monday it is.').getByText('Edited')).toBeVisible();
});

/** Drop a file onto an element, as somebody would from a folder. */
async function drop(person: Person, name: string, type: string, content: Buffer): Promise<void> {
  const carried = await person.page.evaluateHandle(
    ([given, kind, bytes]) => {
      const transfer = new DataTransfer();
      const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([data], given, { type: kind }));
      return transfer;
    },
    [name, type, content.toString('base64')] as const,
  );
  const place = person.page.getByRole('region', { name: 'Messages' });
  await place.dispatchEvent('dragover', { dataTransfer: carried });
  await place.dispatchEvent('drop', { dataTransfer: carried });
}

test('[MSG-08, WEB-07] a picture is dropped into the conversation; the other sees it small and large', async () => {
  await drop(client, 'Logo.png', 'image/png', fs.readFileSync('public/icon-512.png'));
  await expect(client.page.getByText('Logo.png')).toBeVisible();
  await press(client.page.getByRole('button', { name: 'Send', exact: true }));
  const small = expert.page.getByRole('log').getByRole('button', { name: 'Look at Logo.png' });
  await expect(small.locator('img[src^=http]')).toBeVisible({ timeout: 60_000 });
  await small.press('Enter');
  await expect(expert.page.getByRole('dialog').getByRole('img', { name: 'Logo.png' })).toBeVisible();
  await expert.page.keyboard.press('Escape');
  await expect(small).toBeFocused();
});

test('[MSG-07] a voice is recorded, heard before it is sent, and played by the other', async () => {
  await press(client.page.getByRole('button', { name: 'Record a voice message' }));
  // Longer than an instant, so that there is something to play.
  await expect(client.page.getByRole('timer')).not.toHaveText('0:00');
  await client.page.getByRole('button', { name: 'Stop' }).press('Enter');
  await client.page.getByRole('button', { name: 'Play', exact: true }).press('Enter');
  await press(client.page.getByRole('button', { name: 'Send', exact: true }));
  const voice = expert.page.getByRole('log').getByRole('group', { name: 'Voice message' });
  await press(voice.getByRole('button', { name: 'Play', exact: true }), { timeout: 60_000 });
  await expect(voice.getByRole('slider')).not.toHaveValue('0');
});

test('what is written without a network is sent when it is back', async () => {
  await client.context.setOffline(true);
  await client.page.getByRole('textbox').fill('Written in a tunnel.');
  await client.page.getByRole('textbox').press('Enter');
  await expect(client.page.getByText('Waiting for a connection')).toBeVisible();
  await client.context.setOffline(false);
  await expect(expert.page.getByRole('log').getByText('Written in a tunnel.')).toHaveCount(1, { timeout: 40_000 });
});

test('[PAY-10] the expert delivers, the client asks for changes, then approves; the money is released', async () => {
  const open = async (person: Person) => {
    await person.page.goto('/contracts');
    await press(person.page.getByRole('link', { name: title }));
  };
  await open(expert);
  await deliver('The model, with its migrations.');
  await open(client);
  await press(client.page.getByRole('button', { name: 'Ask for changes' }));
  await client.page.getByLabel('What should change?').fill('Old orders are missing.');
  await press(client.page.getByRole('button', { name: 'Send', exact: true }));
  await expect(client.page.getByText('You have asked for changes')).toBeVisible();
  await open(expert);
  await expect(expert.page.getByText('Old orders are missing.')).toBeVisible();
  await deliver('Old orders are in.');
  await open(client);
  await press(client.page.getByRole('button', { name: 'Approve' }));
  await press(client.page.getByRole('dialog').getByRole('button', { name: 'Approve' }));
  const paid = client.page.locator('li[data-state=released]');
  await expect(paid).toBeVisible({ timeout: 60_000 });
  await expect(paid.getByRole('list', { name: 'Progress of Data model' }).locator('[data-state=done]')).toHaveCount(4);

  async function deliver(note: string): Promise<void> {
    await press(expert.page.getByRole('button', { name: 'Deliver the work' }));
    await expert.page.getByLabel('What you hand in').fill(note);
    await press(expert.page.getByRole('button', { name: 'Deliver', exact: true }));
    await expect(expert.page.locator('[data-state=delivered]')).toBeVisible();
  }
});

test('[NTF-01] the expert sees the money, the invoice and the news', async () => {
  const { page } = expert;
  await expect(async () => {
    await page.goto('/earnings');
    await expect(page.getByText('Sent to your payout account')).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 60_000 });
  await expect(async () => {
    await page.goto('/invoices');
    await expect(page.getByText('Issued').first()).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 60_000 });
  await press(page.locator('main ul a').first());
  await expect(page.getByRole('button', { name: 'Download the PDF' })).toBeEnabled();
  await press(page.getByRole('link', { name: /Notifications, \d+ unread/ }));
  await press(page.getByRole('button', { name: 'Mark all as read' }));
  await expect(page.getByRole('link', { name: 'Notifications, none unread' })).toBeVisible();
});

test('the invoice prints without navigation and buttons, black on white, by night as well', async () => {
  const { page } = expert;
  await page.goto('/invoices');
  await press(page.locator('main ul a').first());
  await expect(page.getByRole('button', { name: 'Download the PDF' })).toBeVisible();
  await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('Total', { exact: true })).toBeVisible();
  await expect(page.locator('nav, header, aside, button, main a').filter({ visible: true })).toHaveCount(0);
  const colours = await page.locator('main').evaluate((main) => {
    const shown = [...main.querySelectorAll('*')].filter((one) => one.checkVisibility());
    const of = (what: 'color' | 'backgroundColor') => [...new Set(shown.map((one) => getComputedStyle(one)[what]))];
    return {
      ink: of('color'),
      ground: [...of('backgroundColor'), getComputedStyle(document.documentElement).backgroundColor],
    };
  });
  const darkest = (colour: string) => Math.max(...(colour.match(/\d+/g) ?? ['255']).slice(0, 3).map(Number));
  expect(colours.ink.filter((one) => darkest(one) > 0x44)).toEqual([]);
  expect(colours.ground.filter((one) => !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(one))).toEqual([]);
  await page.emulateMedia({ media: null });
});

test('the administrator finds it all in the audit log', async ({ browser }) => {
  const admin = await signIn(browser, 'ada@guildhall.example');
  const contract = /ctr_\w+/.exec(client.page.url())?.[0] ?? '';
  await admin.page.goto(`/admin/audit?entity=CONTRACT%23${contract}`);
  await expect(admin.page.getByText('contracts.sign').first()).toBeVisible();
  await admin.page.goto('/admin/queues');
  await expect(admin.page.getByRole('row').nth(1)).toBeVisible();
  await admin.context.close();
});
