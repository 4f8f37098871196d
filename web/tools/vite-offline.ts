// Which scripts the service worker keeps from the start: those that are named, and all that they import.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';

interface Chunk {
  file: string;
  imports?: string[];
}

/** needed: tells by its source whether a script is wanted without a network. */
export function keptOffline(needed: (source: string) => boolean) {
  let folder = '';
  const plugin: Plugin = {
    name: 'kept-offline',
    configResolved: (config) => void (folder = path.resolve(config.root, config.build.outDir)),
  };
  const transform = async <T extends { url: string }>(entries: T[]): Promise<{ manifest: T[] }> => {
    const chunks = JSON.parse(await readFile(path.join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>; // prettier-ignore
    const wanted = new Set<string>();
    const take = (source: string): void => {
      const chunk = chunks[source];
      if (!chunk || wanted.has(chunk.file)) return;
      wanted.add(chunk.file);
      chunk.imports?.forEach(take);
    };
    Object.keys(chunks).filter(needed).forEach(take);
    return { manifest: entries.filter(({ url }) => !/^assets\/.*\.js$/.test(url) || wanted.has(url)) };
  };
  return { plugin, transform };
}
