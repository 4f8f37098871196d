// Notes which checklist lines passed: a test names them in its title, as in "[WEB-17] …". `make features` reads the file
// that this and the Python tests share, `.local/features.json`.
import fs from 'node:fs';
import path from 'node:path';

export type Seen = Record<string, Record<string, boolean>>;

const FILE = path.resolve(import.meta.dirname, '../../.local/features.json');
const CLAIM = /\[([A-Z]{2,4}-\d{2}(?:, [A-Z]{2,4}-\d{2})*)\]/;

export function claims(title: string): string[] {
  return CLAIM.exec(title)?.[1]?.split(', ') ?? [];
}

export function note(seen: Seen): void {
  if (!Object.keys(seen).length) return;
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  const known: Seen = fs.existsSync(FILE) ? (JSON.parse(fs.readFileSync(FILE, 'utf8')) as Seen) : {};
  for (const [id, tests] of Object.entries(seen)) known[id] = { ...known[id], ...tests };
  fs.writeFileSync(FILE, JSON.stringify(known, null, 1));
}

interface Case {
  fullName: string;
  module: { relativeModuleId: string };
  result: () => { state: string };
}

/** vitest's reporter. */
export default class FeaturesReporter {
  private readonly seen: Seen = {};

  onTestCaseResult(one: Case): void {
    for (const id of claims(one.fullName)) {
      (this.seen[id] ??= {})[`web/${one.module.relativeModuleId}::${one.fullName}`] = one.result().state === 'passed';
    }
  }

  onTestRunEnd(): void {
    note(this.seen);
  }
}
