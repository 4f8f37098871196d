import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got } from '@/lib/api/client';
import { useList } from '@/lib/list';

const LIMIT = 20;

export const useOwnProjects = () =>
  useList({
    key: ['projects', 'mine'],
    page: (cursor) =>
      got(
        api.GET('/v1/projects', { params: { query: { is_mine: true, limit: LIMIT, ...(cursor ? { cursor } : {}) } } }),
      ),
  });

export const useOpenProjects = (skill: MaybeRefOrGetter<string>) =>
  useList({
    key: () => ['projects', 'open', toValue(skill)],
    page: (cursor) =>
      got(
        api.GET('/v1/projects', {
          params: {
            query: {
              limit: LIMIT,
              ...(toValue(skill) ? { skill: toValue(skill) } : {}),
              ...(cursor ? { cursor } : {}),
            },
          },
        }),
      ),
  });

export const fetchProject = (project_id: string) =>
  got(api.GET('/v1/projects/{project_id}', { params: { path: { project_id } } }));

export const useProject = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['project', toValue(id)]),
    queryFn: () => fetchProject(toValue(id)),
    enabled: () => toValue(id) !== '',
    meta: { offline: true },
  });

export const useProposals = (project: MaybeRefOrGetter<string>) =>
  useList({
    key: () => ['proposals', toValue(project)],
    page: (cursor) =>
      got(
        api.GET('/v1/projects/{project_id}/proposals', {
          params: { path: { project_id: toValue(project) }, query: { limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
  });

export const useOwnProposals = () =>
  useList({
    key: ['proposals', 'mine'],
    page: (cursor) =>
      got(api.GET('/v1/proposals', { params: { query: { limit: LIMIT, ...(cursor ? { cursor } : {}) } } })),
  });
