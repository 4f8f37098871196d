// What a page view tells the back end: how quick it was, and what broke in it. Nothing of the person: the pattern of the
// path instead of the path, places in our own bundle instead of messages.
import { onCLS, onFCP, onINP, onLCP, onTTFB, type Metric } from 'web-vitals';
import type { Schemas } from './api/client';

type Report = Schemas['FieldReportIn'];
type Breakage = Report['errors'][number];

const PATH = '/v1/field-reports';
const MOST_ERRORS = 5;
const LONGEST_MS = 600_000;

/** Return the pattern of a route as the back end takes it: '/projects/:id'. matched: its path in the route table. */
export function patternOf(matched: string | undefined): string {
  const plain = (matched ?? '/').replace(/\([^)]*\)|[?*+]/g, '').replace(/\/$/, '');
  return plain || '/';
}

/** Return what may be told of an error: its class, and where in our own bundle it was. */
export function breakageOf(error: unknown): Breakage {
  const { name, stack } = error instanceof Error ? error : { name: '', stack: '' };
  const places = [...(stack ?? '').matchAll(/(?<=\/)assets\/[\w.-]{1,80}:\d{1,7}:\d{1,7}/g)];
  return {
    name: /^[A-Z][A-Za-z]{1,40}$/.test(name) ? name : 'Error',
    frames: places.slice(0, 5).map(([place]) => place),
  };
}

/** Return a vital in the unit that the back end counts: milliseconds; of CLS, thousandths. */
export function measured({ name, value }: Pick<Metric, 'name' | 'value'>): Report['vitals'][number] {
  const whole = Math.round(name === 'CLS' ? value * 1_000 : value);
  return { vital: name, value: Math.min(whole, LONGEST_MS) };
}

/** Watch this page view. appRelease: of the app. route: tells the matched path of the present page. */
export function watchField(appRelease: string, route: () => string | undefined): void {
  const tell = (path: string, told: Pick<Report, 'vitals' | 'errors'>) => {
    const report: Report = { report_id: crypto.randomUUID(), app_release: appRelease, route: path, ...told };
    navigator.sendBeacon(PATH, new Blob([JSON.stringify(report)], { type: 'application/json' }));
  };
  // The vitals of a load belong to the page that was loaded, wherever its reader went on to.
  const landing = patternOf(route());
  const vitals = new Map<string, Report['vitals'][number]>();
  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on((metric) => vitals.set(metric.name, measured(metric)));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden' || !vitals.size) return;
    tell(landing, { vitals: [...vitals.values()], errors: [] });
    vitals.clear();
  });

  const known = new Set<string>();
  const broke = (error: unknown) => {
    const errors = [breakageOf(error)];
    const key = JSON.stringify(errors);
    if (known.has(key) || known.size >= MOST_ERRORS) return;
    known.add(key);
    tell(patternOf(route()), { vitals: [], errors });
  };
  addEventListener('error', (event) => broke(event.error));
  addEventListener('unhandledrejection', (event) => broke(event.reason));
}
