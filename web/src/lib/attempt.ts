// Something small that a press does where there is no form to say what went wrong: a note says it.
import { told } from './api/problem';
import { need } from './i18n';
import { toast } from './toast';

/** Do it; returns whether it succeeded. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    await need('problems').catch(() => undefined);
    const { title, advice } = told(error);
    toast(advice ? `${title}. ${advice}` : title, { tone: 'alert' });
    return false;
  }
}
