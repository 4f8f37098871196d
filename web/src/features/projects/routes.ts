import type { RouteRecordRaw } from 'vue-router';

const ns = ['projects' as const, 'drafts' as const, 'files' as const];

export const routes: RouteRecordRaw[] = [
  { path: '/projects', name: 'projects', meta: { title: 'page.projects', for: 'client', ns, early: ['/v1/projects?is_mine=true&limit=20'] }, component: () => import('./pages/ProjectsPage.vue') },
  { path: '/projects/new', redirect: '/projects/new/what' },
  { path: '/projects/new/:step(what|skills|terms|review)', name: 'project-new', meta: { title: 'page.projectnew', for: 'client', ns, isInSteps: true }, component: () => import('./pages/ProjectNewPage.vue') },
  { path: '/projects/:id/edit', name: 'project-edit', meta: { title: 'page.project', for: 'client', ns }, component: () => import('./pages/ProjectEditPage.vue') },
  { path: '/projects/:id', name: 'project', meta: { title: 'page.project', for: 'account', ns, early: ['/v1/projects/{id}'] }, component: () => import('./pages/ProjectPage.vue') },
  { path: '/projects/:id/compare', name: 'compare', meta: { title: 'page.compare', for: 'client', ns }, component: () => import('./pages/ComparePage.vue') },
  { path: '/projects/:id/proposals/:proposal', meta: { title: 'page.proposal', for: 'account', ns }, component: () => import('./pages/ProposalLinkPage.vue') },
  { path: '/opportunities', name: 'opportunities', meta: { title: 'page.opportunities', for: 'expert', ns, early: ['/v1/projects?limit=20'] }, component: () => import('./pages/OpportunitiesPage.vue') },
  { path: '/proposals', name: 'proposals', meta: { title: 'page.proposals', for: 'expert', ns }, component: () => import('./pages/ProposalsPage.vue') },
  { path: '/proposals/:id/edit', name: 'proposal', meta: { title: 'page.proposal', for: 'expert', ns }, component: () => import('./pages/ProposalEditPage.vue') },
]; // prettier-ignore
