// The words of each feature, as the English files name them: a wrong key does not compile.
import type home from '@/locales/en/home.json';
import type identity from '@/locales/en/identity.json';
import type notifications from '@/locales/en/notifications.json';
import type problems from '@/locales/en/problems.json';
import type shell from '@/locales/en/shell.json';

export interface Namespaces {
  home: typeof home;
  identity: typeof identity;
  notifications: typeof notifications;
  problems: typeof problems;
  shell: typeof shell;
}
