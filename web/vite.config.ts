import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { compressed } from './tools/vite-compressed.ts';
import { icuMessages } from './tools/vite-icu.ts';
import { keptOffline } from './tools/vite-offline.ts';
import { pages } from './tools/vite-pages.ts';

// The shell with its words; the chunks of pages are kept when they are first used.
const kept = keptOffline((source) =>
  /^index\.html$|\/(OfflinePage|ModalBody|Frame)\.vue$|\/app\/desks\.ts$|\/lib\/socket\.ts$|^virtual:i18n\/\w+\/(shell|problems)$/.test(
    source,
  ),
);

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  plugins: [
    vue(),
    tailwindcss(),
    icuMessages('src/locales'),
    kept.plugin,
    pages(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'Guildhall',
        short_name: 'Guildhall',
        id: '/',
        start_url: '/?source=pwa',
        scope: '/',
        display: 'standalone',
        background_color: '#f2f4f1',
        theme_color: '#f2f4f1',
        description: 'Verified professionals, with a payment that is held until you approve the work.',
        categories: ['business', 'productivity'],
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        shortcuts: [
          { name: 'Messages', url: '/messages' },
          { name: 'Contracts', url: '/contracts' },
        ],
      },
      injectManifest: {
        globPatterns: ['index.html', 'boot.js', 'icon.svg', 'assets/*.js', 'assets/index-*.css', 'assets/*.woff2'],
        manifestTransforms: [kept.transform],
      },
    }),
    compressed(),
  ],
  build: {
    target: 'es2022',
    cssMinify: 'lightningcss',
    reportCompressedSize: false,
    manifest: true,
    rolldownOptions: {
      output: {
        // A part would be named after all the pages that share it.
        chunkFileNames: ({ name }) => `assets/${name.startsWith('part~') ? 'part' : '[name]'}-[hash].js`,
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router)[\\/]/ },
            {
              name: 'query',
              test: /node_modules[\\/]@tanstack[\\/](query-core|vue-query|match-sorter-utils)|vue-demi/,
            },
            // One file for all else that every page begins with, and few for what pages share: each file costs a
            // place in the queue of a connection, and compresses by itself.
            { name: 'core', tags: ['$initial'] },
            { name: 'forms', test: /valibot|lib.form\.ts|ui.(Field|TextField)/ },
            { name: 'lists', test: /ui.(Paged|Sheet|Money|Confirm|Modal)|lib.(list|zoned|format)/, minShareCount: 40 },
            { name: 'common', test: /[\\/](src|node_modules)[\\/]/, minShareCount: 40 },
            // What the pages of a room share, and those of its settings. Where these come from is shared by others too.
            {
              name: 'setup',
              test: /features.setup.(api|parts.(SetupFrame|ItemHead|SaveBar|NumberField))\b|lib.leaving\b/,
              includeDependenciesRecursively: false,
            },
            {
              name: 'room',
              test: /features.room.(api|current|live|parts.RoomFrame)\b/,
              includeDependenciesRecursively: false,
            },
            {
              name: 'cards',
              test: /features.room.(model|parts.(CardRow|StepButtons))\b/,
              includeDependenciesRecursively: false,
            },
            { name: 'icons', test: /@lucide/, minShareCount: 2 },
            {
              name: 'part',
              test: /[\\/](src|node_modules)[\\/]/,
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 1_300,
            },
          ],
        },
      },
    },
  },
});
