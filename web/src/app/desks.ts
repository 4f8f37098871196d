// Pages for people who are signed in, follow a letter or read more, which the router takes in when one arrives.
// The table of these pages' words comes with theirs, not after it.
import 'virtual:i18n-more';
import { routes as administration } from '@/features/administration/routes';
import { routes as alerts } from '@/features/alerts/routes';
import { routes as announcements } from '@/features/announcements/routes';
import { routes as billing } from '@/features/billing/routes';
import { routes as bookings } from '@/features/bookings/letters';
import { routes as contracts } from '@/features/contracts/routes';
import { routes as disputes } from '@/features/disputes/routes';
import { routes as finance } from '@/features/finance/routes';
import { routes as messaging } from '@/features/messaging/routes';
import { routes as notifications } from '@/features/notifications/routes';
import { routes as partners } from '@/features/partners/routes';
import { routes as payments } from '@/features/payments/routes';
import { routes as privacy } from '@/features/privacy/routes';
import { routes as profiles } from '@/features/profiles/routes';
import { routes as projects } from '@/features/projects/routes';
import { routes as room } from '@/features/room/routes';
import { routes as setup } from '@/features/setup/routes';
import { routes as more } from './more';

export const routes = [
  ...administration,
  ...alerts,
  ...announcements,
  ...billing,
  ...bookings,
  ...contracts,
  ...disputes,
  ...finance,
  ...messaging,
  ...more,
  ...notifications,
  ...partners,
  ...payments,
  ...privacy,
  ...profiles,
  ...projects,
  ...room,
  ...setup,
];
