// Pages for people who are signed in, which the router takes in when one arrives.
import { routes as administration } from '@/features/administration/routes';
import { routes as billing } from '@/features/billing/routes';
import { routes as disputes } from '@/features/disputes/routes';
import { routes as finance } from '@/features/finance/routes';

export const routes = [...administration, ...billing, ...disputes, ...finance];
