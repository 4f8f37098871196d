/// <reference types="vite/client" />
declare module 'virtual:i18n-more' {}
declare module 'virtual:i18n' {
  import type { CompiledMessage } from 'icu-minify/format';
  type Loaders = Record<string, () => Promise<{ default: Record<string, CompiledMessage> }>>;
  export const loaders: Loaders;
  export const more: () => Promise<{ loaders: Loaders }>;
}
interface Window {
  /** What boot.js asked for, by account, method, path and query; whoever asks for the same takes it out. */
  early?: Map<string, Promise<Response | undefined>>;
}
