// A draft that saves itself: what is typed reaches the server once, in order, and never over what somebody else wrote.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, reactive, type EffectScope } from 'vue';
import { Refusal, Unreachable } from '@/lib/api/problem';
import { useAutosave } from '@/lib/autosave';
import { useSession } from '@/lib/session';

interface Draft {
  title: string;
  rows: { key: string; text: string }[];
}

const NAME = 'draft:acc_me:p1';
const aDraft = (title: string): Draft => ({ title, rows: [] });
const refused = (status: number, slug = '') =>
  new Refusal({ type: `/problems/${slug}`, title: '', status, detail: '' });
const copy = () => JSON.parse(localStorage.getItem(NAME) ?? 'null') as { version: number; values: Draft } | null;
const keepCopy = (version: number, title: string, unanswered?: string) =>
  localStorage.setItem(
    NAME,
    JSON.stringify({ version, values: aDraft(title), unanswered: unanswered === undefined ? undefined : aDraft(unanswered) }),
  ); // prettier-ignore

/** How one request fares: it is lost on the way there, or its answer is on the way back, or the server refuses it. */
type Fate = 'lost' | 'answer lost' | Refusal;

/** What a draft is on the server, which keeps texts without blanks around them and has ids of its own for rows. */
function aServer(title = '', version = 3) {
  const server = { title, rows: [] as string[], version, fates: [] as Fate[], heard: [] as string[], isDeaf: false };
  const save = (given: Draft, over: number) => {
    server.heard.push(`${given.title} over ${String(over)}`);
    const fate = server.fates.shift();
    if (fate instanceof Refusal) return Promise.reject(fate);
    if (fate === 'lost') return Promise.reject(new Unreachable());
    if (over !== server.version) return Promise.reject(refused(412));
    server.title = given.title.trim();
    server.rows = given.rows.map((row) => row.text);
    server.version += 1;
    return fate ? Promise.reject(new Unreachable()) : Promise.resolve(server.version);
  };
  const found = () => ({
    values: { title: server.title, rows: server.rows.map((text, index) => ({ key: String(index), text })) },
    version: server.version,
  });
  const theirs = () => (server.isDeaf ? Promise.reject(new Unreachable()) : Promise.resolve(found()));
  return Object.assign(server, { save, theirs, found });
}

let scopes: EffectScope[] = [];
/** A window in which the draft is open. */
function open(server: ReturnType<typeof aServer>) {
  const values = reactive(aDraft(''));
  const scope = effectScope();
  scopes.push(scope);
  const body = ({ title, rows }: Draft) => ({ rows: rows.map((row) => row.text), title });
  const draft = scope.run(() => useAutosave({ ...server, name: () => 'p1', values, body }));
  if (!draft) throw new Error('the scope is gone');
  const { values: given, version } = server.found();
  draft.begin(given, version);
  return { draft, values, scope };
}
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

beforeEach(() => {
  useSession().account = { account_id: 'acc_me', roles: [] } as never;
  vi.useFakeTimers();
});
afterEach(() => {
  for (const scope of scopes) scope.stop();
  scopes = [];
  vi.useRealTimers();
  localStorage.clear();
});

describe('words that only this device has', () => {
  it('are asked about where the server has others since, and replace none', async () => {
    const server = aServer('written on the telephone on Tuesday', 7);
    keepCopy(3, 'typed without a network on Monday');

    const { draft, values } = open(server);
    await pass(10);

    expect(server.heard).toEqual([]);
    expect(draft.state.value).toBe('conflict');
    expect(draft.other.value?.values.title).toBe('written on the telephone on Tuesday');
    expect(values.title).toBe('typed without a network on Monday');
  });

  it('are still asked about after the page was closed, with what was typed meanwhile', async () => {
    const server = aServer('theirs', 7);
    keepCopy(3, 'mine');
    const first = open(server);
    first.values.title = 'mine, and more';
    await pass(2);
    first.scope.stop();

    const { draft, values } = open(server);
    await pass(2);

    expect([server.heard, draft.state.value, values.title]).toEqual([[], 'conflict', 'mine, and more']);
  });

  it.each([
    ['keepMine', 'mine', ['mine over 7']],
    ['takeTheirs', 'theirs', []],
  ] as const)('are decided about with %s', async (choose, title, heard) => {
    const server = aServer('theirs', 7);
    keepCopy(3, 'mine');
    const { draft, values } = open(server);

    await draft[choose]();
    await pass(2);

    expect([values.title, server.title, server.heard]).toEqual([title, title, heard]);
    expect(draft.state.value).toBe('saved');
    expect(copy()).toBeNull();
  });

  it('are saved unasked where nobody wrote since', async () => {
    const server = aServer('', 3);
    keepCopy(3, 'mine');

    const { draft } = open(server);
    await pass(2);

    expect(server.heard).toEqual(['mine over 3']);
    expect([draft.state.value, copy()]).toEqual(['saved', null]);
  });

  it('are nothing to ask about where the server has the same', async () => {
    const server = aServer('mine', 7);
    keepCopy(3, 'mine ');

    const { draft } = open(server);
    await pass(2);

    expect([server.heard, draft.state.value, copy()]).toEqual([[], 'saved', null]);
  });

  it('go on from what arrived although its answer did not', async () => {
    const server = aServer('first', 4);
    keepCopy(3, 'first and second', 'first');

    const { draft } = open(server);
    await pass(2);

    expect([server.heard, draft.state.value]).toEqual([['first and second over 4'], 'saved']);
  });

  it('are asked about where an earlier release kept them without their version', async () => {
    const server = aServer('theirs', 7);
    localStorage.setItem(NAME, JSON.stringify(aDraft('mine')));

    const { draft, values } = open(server);
    await pass(2);

    expect([server.heard, draft.state.value, values.title]).toEqual([[], 'conflict', 'mine']);
  });

  it('are saved once there is a network, although their page was left', async () => {
    const server = aServer();
    server.fates = ['lost', 'lost', 'lost'];
    const { values, scope } = open(server);
    values.title = 'mine';
    await pass(1);
    scope.stop();

    await pass(30);

    expect([server.title, copy()]).toEqual(['mine', null]);
  });

  it('are saved by the page alone that was opened again since', async () => {
    const server = aServer();
    server.fates = ['lost', 'lost'];
    const before = open(server);
    before.values.title = 'mine';
    await pass(1);
    before.scope.stop();
    await pass(0.1);
    const { draft, values } = open(server);
    values.title = 'mine too';
    await draft.flush();

    await pass(30);

    expect(server.heard.slice(2)).toEqual(['mine over 3', 'mine too over 4']);
    expect([server.title, draft.state.value, copy()]).toEqual(['mine too', 'saved', null]);
  });

  it('stay where the page could not be loaded', () => {
    keepCopy(3, 'mine');
    const scope = effectScope();
    const server = aServer();
    scope.run(() => useAutosave({ ...server, name: () => 'p1', values: reactive(aDraft('')) }));

    scope.stop();

    expect(copy()?.values.title).toBe('mine');
  });

  it('are forgotten once they were taken back', async () => {
    const { draft, values } = open(aServer('as it was'));
    values.title = 'typed';
    await nextTick();
    expect(copy()?.values.title).toBe('typed');

    values.title = 'as it was';
    await pass(2);

    expect([draft.state.value, copy()]).toEqual(['saved', null]);
  });
});

describe('a lost connection', () => {
  it('makes no conflict of what arrived while its answer was lost', async () => {
    const server = aServer();
    server.fates = ['answer lost'];
    const { draft, values } = open(server);

    values.title = 'mine';
    await pass(2);
    expect(draft.state.value).toBe('kept');
    await pass(8);

    expect([draft.state.value, server.version, copy()]).toEqual(['saved', 4, null]);
    expect(draft.other.value).toBeUndefined();
  });

  it('repeats what was not answered as it was, then sends what was typed since', async () => {
    const server = aServer();
    server.fates = ['answer lost'];
    const { draft, values } = open(server);

    values.title = 'one';
    await pass(1);
    values.title = 'one two';
    await pass(8);

    expect(server.heard).toEqual(['one over 3', 'one over 3', 'one two over 4']);
    expect([draft.state.value, server.title]).toEqual(['saved', 'one two']);
  });

  it('knows rows again to which the server has given ids of its own', async () => {
    const server = aServer();
    server.fates = ['answer lost'];
    const { draft, values } = open(server);

    values.rows = [{ key: 'k-1', text: 'mine' }];
    await pass(8);

    expect([draft.state.value, server.version]).toEqual(['saved', 4]);
  });

  it('keeps trying where what others wrote could not be fetched', async () => {
    const server = aServer();
    const { draft, values } = open(server);
    Object.assign(server, { title: 'theirs', version: 7, isDeaf: true });

    values.title = 'mine';
    await pass(8);
    expect(draft.state.value).toBe('kept');
    await expect(draft.flush()).resolves.toBeUndefined();
    server.isDeaf = false;
    await pass(8);

    expect([draft.state.value, draft.other.value?.version, server.title]).toEqual(['conflict', 7, 'theirs']);
  });

  it('waits for a server that is still at the same thing', async () => {
    const server = aServer();
    server.fates = [refused(409, 'idempotency/in-progress')];
    const { draft, values } = open(server);

    values.title = 'mine';
    await pass(8);

    expect([draft.state.value, draft.failure.value, server.title]).toEqual(['saved', undefined, 'mine']);
  });

  it('sends the corrected words where those that were not answered are refused', async () => {
    const server = aServer();
    server.fates = ['lost', refused(422)];
    const { draft, values } = open(server);

    values.title = 'wrong';
    await pass(1);
    values.title = 'right';
    await pass(8);

    expect(server.heard).toEqual(['wrong over 3', 'wrong over 3', 'right over 3']);
    expect([draft.state.value, draft.failure.value]).toEqual(['saved', undefined]);
  });
});

it('sends one thing after the other, whoever asks for it', async () => {
  const server = aServer();
  const slowly = async (given: Draft, over: number) => {
    await new Promise((done) => setTimeout(done, 300));
    return server.save(given, over);
  };
  const { draft, values, scope } = open({ ...server, save: slowly });
  values.title = 'one';
  await nextTick();
  const saving = [draft.flush(), draft.flush()];
  await pass(0.1);
  values.title = 'two';
  await nextTick();
  scope.stop();

  await pass(2);
  await Promise.all(saving);

  expect(server.heard).toEqual(['one over 3', 'two over 4']);
  expect(copy()).toBeNull();
});

it('asks where two windows wrote, and does not send again until the person has decided', async () => {
  const server = aServer();
  const { draft, values } = open(server);
  Object.assign(server, { title: 'theirs', version: 7 });

  values.title = 'mine';
  await pass(2);
  await draft.flush();

  expect([draft.state.value, server.heard]).toEqual(['conflict', ['mine over 3']]);
});

describe('handing in', () => {
  it('goes on once everything typed is saved', async () => {
    const server = aServer();
    const { draft, values } = open(server);
    values.title = 'mine';

    await draft.assure();

    expect(server.title).toBe('mine');
  });

  it.each([
    ['without a network', 'lost' as const, Unreachable],
    ['when it is refused', refused(422), Refusal],
  ])('stops %s, and says so', async (_when, fate, kind) => {
    const server = aServer();
    server.fates = [fate];
    const { draft, values } = open(server);
    values.title = 'mine';

    await expect(draft.assure()).rejects.toBeInstanceOf(kind);
  });

  it('stops where nobody has decided yet whose words stay', async () => {
    const server = aServer('theirs', 7);
    keepCopy(3, 'mine');
    const { draft } = open(server);

    await expect(draft.assure()).rejects.toMatchObject({ status: 412, slug: 'stale-version' });
  });
});
