// A booking on its way, kept until the window closes: a reload loses neither the table nor a word of the form.
import { effectScope, reactive, watch } from 'vue';
import type { Schemas } from '@/lib/api/client';
import { emptyGuest, type GuestForm } from './model';

export interface Draft {
  held: Schemas['HeldOut'] | null;
  guest: GuestForm;
}

const drafts = new Map<string, Draft>();

function read(name: string): Partial<Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? '{}') as Partial<Draft>;
  } catch {
    return {};
  }
}

function write(name: string, draft: Draft): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // A full disk: the booking goes on, it only does not survive a reload.
  }
}

/** The booking at a venue in this window. */
export function useDraft(slug: string): Draft {
  const name = `booking:${slug}`;
  const known = drafts.get(name);
  if (known) return known;
  const found = read(name);
  const draft = reactive<Draft>({ held: found.held ?? null, guest: { ...emptyGuest(), ...found.guest } });
  drafts.set(name, draft);
  // It outlives the page that asked first: a guest may look at the menu meanwhile.
  effectScope(true).run(() => watch(draft, (now) => write(name, now)));
  return draft;
}
