// Parts of a page that most visits never show, with words of their own.
import { defineAsyncComponent, type Component } from 'vue';
import { need } from './i18n';
import type { Namespaces } from './messages';

/** A part that is fetched when it is first shown, together with words that the page does without. */
export const later = <T extends Component>(load: () => Promise<{ default: T }>, ...words: (keyof Namespaces)[]): T =>
  defineAsyncComponent(async () => (await Promise.all([load(), need(...words)]))[0]);
