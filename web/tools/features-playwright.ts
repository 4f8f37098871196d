// Playwright's side of features-reporter.ts: tests that passed in the browser claim checklist lines by their titles.
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { claims, note, type Seen } from './features-reporter.ts';

export default class FeaturesReporter implements Reporter {
  private readonly seen: Seen = {};

  onTestEnd(test: TestCase, result: TestResult): void {
    for (const id of claims(test.title)) {
      (this.seen[id] ??= {})[`web/${test.location.file.split('/web/').at(-1) ?? ''}::${test.title}`] =
        result.status === 'passed';
    }
  }

  onEnd(): void {
    note(this.seen);
  }
}
