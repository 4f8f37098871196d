// Short notes at the edge of the page; one that undoes something stays long enough to be reached by keyboard.
import { shallowReactive } from 'vue';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'alert';
  undo?: () => void;
}

export const toasts = shallowReactive<Toast[]>([]);

const SECONDS = { plain: 6, undo: 12, alert: 12 };
let last = 0;

export function toast(text: string, options: { tone?: Toast['tone']; undo?: () => void } = {}): number {
  const made: Toast = {
    id: ++last,
    text,
    tone: options.tone ?? 'plain',
    ...(options.undo ? { undo: options.undo } : {}),
  };
  toasts.push(made);
  const seconds = options.undo ? SECONDS.undo : SECONDS[made.tone];
  setTimeout(() => dismiss(made.id), seconds * 1000);
  return made.id;
}

export function dismiss(id: number): void {
  const place = toasts.findIndex((one) => one.id === id);
  if (place >= 0) toasts.splice(place, 1);
}
