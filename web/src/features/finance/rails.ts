export const RAILS = ['jazzcash', 'easypaisa', 'pawapay', 'sandbox'] as const;
export type Rail = (typeof RAILS)[number];
