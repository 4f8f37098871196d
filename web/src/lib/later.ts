// Parts of a page that are fetched when they are shown, with words that the page does without.
import { defineAsyncComponent, type AsyncComponentOptions, type Component } from 'vue';
import { need, useT } from './i18n';
import type { Namespaces } from './messages';
import { toast } from './toast';

const MOST_SECONDS = 30;
const t = useT('shell');

/** What cannot be fetched is tried again until it is here: given up, it would take the page and what is typed with it. */
export const tryAgain: AsyncComponentOptions['onError'] = (error, again, _fail, tries) => {
  if (tries === 1) {
    reportError(error);
    toast(t('later'), { tone: 'alert' });
  }
  setTimeout(again, Math.min(tries, MOST_SECONDS) * 1000);
};

/** A part that is fetched when it is first shown, together with its words. */
export const later = <T extends Component>(load: () => Promise<{ default: T }>, ...words: (keyof Namespaces)[]): T =>
  defineAsyncComponent({
    loader: async () => (await Promise.all([load(), need(...words)]))[0],
    onError: tryAgain,
  });
