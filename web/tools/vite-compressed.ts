// Writes a .br file next to each text file of the build: CloudFront and the local front door send them as they are.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(js|css|html|svg|json|webmanifest|txt)$/;
const LEAST_BYTES = 500;

export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => void (folder = path.resolve(config.root, config.build.outDir)),
    closeBundle: {
      sequential: true,
      order: 'post',
      handler() {
        for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          const file = path.join(folder, name);
          if (!TEXT.test(name) || name === 'config.json') continue;
          const content = fs.readFileSync(file);
          if (content.length < LEAST_BYTES) continue;
          fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(content));
        }
      },
    },
  };
}
