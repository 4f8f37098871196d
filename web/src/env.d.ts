/// <reference types="vite/client" />
declare module 'virtual:i18n' {
  import type { CompiledMessage } from 'icu-minify/format';
  export const loaders: Record<string, () => Promise<{ default: Record<string, CompiledMessage> }>>;
}
