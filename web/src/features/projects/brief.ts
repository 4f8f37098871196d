// A project being written, on one page or step by step: it saves itself, and is published once nothing is missing.
import { useQueryClient } from '@tanstack/vue-query';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { useRouter } from 'vue-router';
import { useAction } from '@/lib/action';
import { api, got, seen } from '@/lib/api/client';
import { isAnswer, Refusal } from '@/lib/api/problem';
import { useAutosave } from '@/lib/autosave';
import { draftName } from '@/lib/drafts';
import { money } from '@/lib/format';
import { useT } from '@/lib/i18n';
import { forget, keep, kept } from '@/lib/kept';
import { toast } from '@/lib/toast';
import { fetchProject, useProject } from './api';
import { bodyOf, briefOf, emptyBrief, type Brief } from './model';

const textsOf = (brief: Brief) =>
  Object.fromEntries(Object.entries(brief).map(([name, value]) => [name, JSON.stringify(value)]));

/** given: the id of a project that there is already; one is made with the first words otherwise. */
export function useBrief(given: string | undefined) {
  const t = useT('projects');
  const router = useRouter();
  const client = useQueryClient();
  const id = ref(given);
  const brief = reactive(emptyBrief());
  const isReady = ref(!given);
  const path = () => ({ project_id: id.value ?? '' });
  const query = useProject(given ?? '');

  const draft = useAutosave({
    name: () => `project:${id.value ?? 'new'}`,
    values: brief,
    save: async (values, version) => {
      if (!id.value) return create(values);
      const saved = await got(
        api.PUT('/v1/projects/{project_id}', { body: bodyOf(values), params: { path: path(), header: seen(version) } }),
      );
      client.setQueryData(['project', id.value], saved);
      return saved.version;
    },
    theirs: async () => {
      const found = await fetchProject(id.value ?? '');
      return { values: briefOf(found), version: found.version };
    },
  });

  // One key until there is an answer, over a reload too: a first try whose answer was lost makes no second project.
  const keyName = draftName('project:key');
  let key = kept(keyName) ?? crypto.randomUUID();
  async function create(values: typeof brief): Promise<number> {
    keep(keyName, key);
    const header = { 'Idempotency-Key': key };
    const made = await got(api.POST('/v1/projects', { body: bodyOf(values), params: { header } })).catch(answered);
    forget(keyName);
    forget(draftName('project:new'));
    id.value = made.project_id;
    return made.version;
  }
  /** What was refused made nothing: the next try is another. */
  function answered(error: unknown): never {
    if (isAnswer(error)) {
      forget(keyName);
      key = crypto.randomUUID();
    }
    throw error;
  }

  if (!given) draft.begin(emptyBrief(), 0);
  // The server's answer; where it cannot be asked, what this device has of it: typed here, or read before.
  watch(
    [query.data, query.isFetching, query.error],
    ([found, isFetching, error]) => {
      if (isFetching) return;
      if (!found) {
        if (error && !isAnswer(error) && draft.beginKept()) isReady.value = true;
        return;
      }
      if (found.state !== 'draft') return void router.replace(`/projects/${found.project_id}`);
      const isNews = found.version > draft.version() && draft.state.value === 'saved';
      if (isReady.value && !isNews) return;
      draft.begin(briefOf(found), found.version);
      isReady.value = true;
    },
    { immediate: true },
  );

  const publish = useAction(async (key) => {
    await draft.assure();
    await got(
      api.POST('/v1/projects/{project_id}/post', { params: { path: path(), header: { 'Idempotency-Key': key } } }),
    );
    await client.invalidateQueries({ queryKey: ['project', id.value], refetchType: 'none' });
    await client.invalidateQueries({ queryKey: ['projects'] });
    toast(t('published'));
    await router.push(`/projects/${id.value}`);
  });

  const failure = computed(() => publish.failure ?? draft.failure.value);
  const refused = shallowRef<Record<string, string>>({});
  watch(failure, () => (refused.value = textsOf(brief)), { flush: 'sync' });
  /** By field, until it is written anew: what is wrong with the third skill is wrong with the skills. */
  const errors = computed(() => {
    const fields = failure.value instanceof Refusal ? failure.value.fields : {};
    const now = textsOf(brief);
    const named = Object.entries(fields).map(([pointer, text]) => [pointer.split('/')[0] ?? '', text] as const);
    return Object.fromEntries(named.filter(([name]) => now[name] === refused.value[name]).reverse());
  });
  /** What went wrong, but for fields that were all written anew. */
  const problem = computed(() => {
    const isCorrected =
      failure.value instanceof Refusal && failure.value.problem.errors?.length && !Object.keys(errors.value).length;
    return isCorrected ? undefined : failure.value;
  });
  /** What another window saved, to choose from. */
  const other = computed(() => {
    const theirs = draft.other.value?.values;
    if (!theirs) return undefined;
    const budget = theirs.budget_minor === null ? '' : money(theirs.budget_minor, theirs.currency);
    return [
      { label: t('field.title'), text: theirs.title },
      { label: t('field.description'), text: theirs.description },
      { label: t('budget'), text: budget },
    ];
  });

  return { id, brief, draft, query, isReady, publish, problem, errors, other };
}
