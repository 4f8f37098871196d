// Templates, messages that are sent later, reports, and figures.
import { useQuery } from '@tanstack/vue-query';
import { computed, toValue, type MaybeRefOrGetter } from 'vue';
import { api, got, type Schemas } from '@/lib/api/client';
import { useList } from '@/lib/list';
import { dayIn, ownZone, wallIn } from '@/lib/zoned';
import { startOf } from './find';

export type Template = Schemas['TemplateOut'];
export type Scheduled = Schemas['ScheduledMessageOut'];
export type Report = Schemas['ModeratedReportOut'];
export type Decision = Schemas['ReportDecision'];

export const useTemplates = () =>
  useQuery({
    queryKey: ['templates'],
    queryFn: async () => (await got(api.GET('/v1/message-templates'))).items,
    meta: { offline: true },
  });

const TEMPLATE = '/v1/message-templates/{template_id}';

export const saveTemplate = (body: Schemas['TemplateIn'], template_id: string | undefined, key: string) =>
  got(
    template_id
      ? api.PUT(TEMPLATE, { body, params: { path: { template_id } } })
      : api.POST('/v1/message-templates', { body, params: { header: { 'Idempotency-Key': key } } }),
  );
export const deleteTemplate = (template_id: string) => got(api.DELETE(TEMPLATE, { params: { path: { template_id } } }));

/** Known in most conversations: nobody has to give them there. */
const KNOWN = new Set(['recipient_name', 'sender_name', 'title', 'date']);
/** The variables to ask for. unknown: those that this conversation does not know after all. */
export const asked = (template: Template, unknown: readonly string[] = []): string[] =>
  template.variables.filter((one) => !KNOWN.has(one) || unknown.includes(one));
const VALUE = 'values/';
/** The variables that a refusal points to. */
export const missingIn = (fields: Record<string, string>): string[] =>
  Object.keys(fields).flatMap((one) => (one.startsWith(VALUE) ? one.slice(VALUE.length) : []));

export const rendered = async (template_id: string, conversation_id: string, values: Record<string, string>) =>
  (await got(api.POST(`${TEMPLATE}/renderings`, { body: { conversation_id, values }, params: { path: { template_id } } }))).text; // prettier-ignore

export const useScheduled = () =>
  useList({
    key: ['scheduled'],
    page: (cursor) =>
      got(api.GET('/v1/scheduled-messages', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })),
  });

const SCHEDULED = '/v1/scheduled-messages/{scheduled_id}';

export const schedule = (scheduled_id: string, body: Schemas['ScheduledMessageIn']) =>
  got(api.PUT(SCHEDULED, { body, params: { path: { scheduled_id } } }));
export const cancelScheduled = (scheduled_id: string) =>
  got(api.DELETE(SCHEDULED, { params: { path: { scheduled_id } } }));

export interface Moment {
  key: 'later.hour' | 'later.tomorrow' | 'later.monday';
  wall: string;
}
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MORNING = '09:00';

/** When people mostly want a message to go out: in an hour, tomorrow morning, on Monday morning. */
export function moments(zone: string, now = new Date()): Moment[] {
  const days = Array.from({ length: 7 }, (_, count) => dayIn(zone, new Date(now.getTime() + (count + 1) * DAY_MS)));
  const tomorrow = days[0] ?? '';
  const monday = days.find((one) => new Date(`${one}T12:00:00Z`).getUTCDay() === 1) ?? '';
  return [
    { key: 'later.hour', wall: wallIn(zone, new Date(now.getTime() + HOUR_MS).toISOString()) },
    { key: 'later.tomorrow', wall: `${tomorrow}T${MORNING}` },
    ...(monday === tomorrow ? [] : [{ key: 'later.monday' as const, wall: `${monday}T${MORNING}` }]),
  ];
}

export const REASONS = ['spam', 'harassment', 'off_platform_payment', 'extortion', 'fraud', 'other'] as const;

export const report = (body: Schemas['AbuseReportIn'], key: string) =>
  got(api.POST('/v1/message-reports', { body, params: { header: { 'Idempotency-Key': key } } }));

export const useReports = () =>
  useList({
    key: ['message-reports'],
    page: (cursor) =>
      got(api.GET('/v1/message-reports', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })),
  });

export const decide = (report_id: string, body: Schemas['RulingIn']) =>
  got(api.POST('/v1/message-reports/{report_id}/decision', { body, params: { path: { report_id } } }));

/** What can be decided about a report: only what there is something for. */
export const decisionsOf = (one: Report): Decision[] => [
  'dismiss',
  ...(one.message_id ? (['hide_message'] as const) : []),
  ...(one.account_id ? (['warn'] as const) : []),
  ...(one.account_id && one.reporter_id ? (['block'] as const) : []),
];

/** The last so many days, today included. */
export function lately(days: number): { since: string; until: string } {
  const today = dayIn(ownZone());
  return { since: startOf(today, 1 - days), until: startOf(today, 1) };
}

export const useConversationFigures = (id: MaybeRefOrGetter<string>, days: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: computed(() => ['message-figures', toValue(id), toValue(days)]),
    queryFn: () =>
      got(
        api.GET('/v1/message-figures/conversations/{conversation_id}', {
          params: { path: { conversation_id: toValue(id) }, query: lately(toValue(days)) },
        }),
      ),
  });

/** A report as whoever made it sees it. */
export const useReport = (report_id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: computed(() => ['message-report', toValue(report_id)]),
    queryFn: () =>
      got(api.GET('/v1/message-reports/{report_id}', { params: { path: { report_id: toValue(report_id) } } })),
  });

export const useFigures = (days: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: computed(() => ['message-figures', toValue(days)]),
    queryFn: () => got(api.GET('/v1/message-figures', { params: { query: lately(toValue(days)) } })),
  });
