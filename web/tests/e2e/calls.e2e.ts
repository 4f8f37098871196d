// A call between two people, each in a browser of their own, with a camera and a microphone that are made up.
import { expect, test } from '@playwright/test';
import { expectAccessible } from '../axe';
import { press } from '../keys';
import { signIn, type Person } from '../people';
import { talkOf } from '../world';

test.describe.configure({ mode: 'serial' });

let client: Person;
let expert: Person;
let place: string;

test.beforeAll(async ({ browser }) => {
  place = `/messages/${await talkOf('clara@clients.example', 'amina@experts.example')}`;
  client = await signIn(browser, 'clara@clients.example');
  expert = await signIn(browser, 'amina@experts.example');
});
test.afterAll(async () => {
  await client.context.close();
  await expert.context.close();
});

const call = (person: Person) => person.page.getByRole('region', { name: 'Call', exact: true });
/** The picture that somebody sees of the other. */
const picture = (person: Person) =>
  person.page.getByRole('group', { name: 'In the call' }).locator(':scope > figure').first().locator('video');
const seesOther = async (person: Person) => {
  const width = () => picture(person).evaluate((one) => (one as HTMLVideoElement).videoWidth);
  await expect.poll(width, { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(picture(person)).toBeVisible({ timeout: 60_000 });
};

test('one calls, the other answers from another page; they see each other, and a reload ends nothing', async () => {
  await client.page.goto(place);
  // It rings where a socket is open.
  await expect(client.page.getByText('Online', { exact: true })).toBeVisible({ timeout: 60_000 });
  await press(expert.page.getByRole('link', { name: 'Earnings' }));
  await press(client.page.getByRole('button', { name: 'Video call' }));
  await press(expert.page.getByRole('button', { name: 'Answer with camera' }));
  await Promise.all([seesOther(client), seesOther(expert)]);
  await expectAccessible(expert.page);
  await press(client.page.getByRole('button', { name: 'Mute the microphone' }));
  await expect(client.page.getByRole('button', { name: 'Turn the microphone on' })).toBeVisible();
  await press(client.page.getByRole('button', { name: 'Turn the camera off' }));
  await expect(picture(expert)).toBeHidden({ timeout: 60_000 });
  await press(client.page.getByRole('button', { name: 'Share the screen' }));
  await seesOther(expert);

  // The second time before the server and the other device have noticed the first.
  for (let count = 0; count < 2; count += 1) {
    await expert.page.reload();
    await press(expert.page.getByRole('button', { name: 'Go on with the call' }));
    await Promise.all([seesOther(client), seesOther(expert)]);
  }
  await press(expert.page.getByRole('button', { name: 'Leave the call' }));
  await expect(call(client).getByRole('heading', { name: 'The call is over' })).toBeVisible();
  await expect(
    client.page
      .getByRole('log')
      .getByText(/^Call, \d+:\d\d$/)
      .last(),
  ).toBeVisible();
  await press(call(client).getByRole('button', { name: 'Close' }));
});

test('a call that is declined says so, and stays in the conversation', async () => {
  await press(client.page.getByRole('button', { name: 'Call', exact: true }));
  await press(expert.page.getByRole('button', { name: 'Decline' }));
  await expect(call(client).getByRole('heading', { name: 'The call was declined' })).toBeVisible();
  await expect(client.page.getByRole('log').getByText('Call declined').last()).toBeVisible();
});

test('what is lost on the way is said again: they see each other all the same', async () => {
  let lost = 0;
  await client.page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      if (lost < 2 && String(frame).includes('"signal"')) lost += 1;
      else server.send(frame);
    });
  });
  await client.page.reload();
  await expect(client.page.getByText('Online', { exact: true })).toBeVisible({ timeout: 60_000 });
  await press(client.page.getByRole('button', { name: 'Video call' }));
  await press(expert.page.getByRole('button', { name: 'Answer with camera' }));
  await Promise.all([seesOther(client), seesOther(expert)]);
  expect(lost).toBe(2);
  await press(expert.page.getByRole('button', { name: 'Leave the call' }));
  await expect(call(client).getByRole('heading', { name: 'The call is over' })).toBeVisible();
});
