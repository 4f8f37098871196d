// The words of a refusal: visitors do not carry those that few of them meet, nor this.
import { duration } from '@/lib/format';
import { lookUp, need } from '@/lib/i18n';
import type { Refusal } from './problem';

/** Return the refusal once its words are here, with the figures that they name. Without them its kind is told. */
export async function worded(refusal: Refusal): Promise<Refusal> {
  const { errors = [], largest_party, retry_after_seconds } = refusal.problem;
  if (largest_party) refusal.figures['largest_party'] = largest_party;
  if (retry_after_seconds) refusal.figures['wait'] = duration(retry_after_seconds);
  const keys = [refusal.key, ...errors.map((fault) => `fault.${fault.code}`)];
  await need('problems').catch(() => undefined);
  const isMissing = keys.some((key) => !lookUp('problems', key, refusal.figures));
  if (isMissing) await need('refusals').catch(() => undefined);
  return refusal;
}
