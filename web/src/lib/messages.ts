// The words of each feature, as the English files name them: a wrong key does not compile.
import type administration from '@/locales/en/administration.json';
import type billing from '@/locales/en/billing.json';
import type booking from '@/locales/en/booking.json';
import type checkout from '@/locales/en/checkout.json';
import type contracts from '@/locales/en/contracts.json';
import type disputes from '@/locales/en/disputes.json';
import type drafts from '@/locales/en/drafts.json';
import type files from '@/locales/en/files.json';
import type finance from '@/locales/en/finance.json';
import type home from '@/locales/en/home.json';
import type identity from '@/locales/en/identity.json';
import type menu from '@/locales/en/menu.json';
import type messaging from '@/locales/en/messaging.json';
import type notifications from '@/locales/en/notifications.json';
import type problems from '@/locales/en/problems.json';
import type profiles from '@/locales/en/profiles.json';
import type projects from '@/locales/en/projects.json';
import type room from '@/locales/en/room.json';
import type setup from '@/locales/en/setup.json';
import type shell from '@/locales/en/shell.json';
import type venue from '@/locales/en/venue.json';
import type waiting from '@/locales/en/waiting.json';

export interface Namespaces {
  administration: typeof administration;
  billing: typeof billing;
  booking: typeof booking;
  checkout: typeof checkout;
  contracts: typeof contracts;
  disputes: typeof disputes;
  drafts: typeof drafts;
  files: typeof files;
  finance: typeof finance;
  home: typeof home;
  identity: typeof identity;
  menu: typeof menu;
  messaging: typeof messaging;
  notifications: typeof notifications;
  problems: typeof problems;
  profiles: typeof profiles;
  projects: typeof projects;
  room: typeof room;
  setup: typeof setup;
  shell: typeof shell;
  venue: typeof venue;
  waiting: typeof waiting;
}
