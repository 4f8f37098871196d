// Journeys by keyboard alone: what somebody would point at is reached by the focus, shows that it has it, and is pressed
// by its key.
import { expect, type Locator } from '@playwright/test';

interface Patience {
  timeout?: number;
}

/** As long as a click would wait: the first use of a function on a busy machine takes its time. */
const PATIENCE = { timeout: 60_000 };

/** Whether the Tab key reaches it, and the focus is seen: on itself, or on the label that is drawn in its place. */
const seen = (target: Locator) =>
  target.evaluate((element) => {
    const isReached = (element as HTMLElement).tabIndex >= 0;
    const places = [element, element.closest('label'), element.parentElement].filter((one) => one !== null);
    const isDrawn = places.some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && outlineWidth !== '0px';
    });
    return isReached && element.matches(':focus-visible') && isDrawn;
  });

/** Press a button, a link or a choice by its key, once it can be. */
export async function press(target: Locator, options: Patience = PATIENCE, key = 'Enter'): Promise<void> {
  await expect(target).toBeEnabled(options);
  await expect(async () => {
    await target.focus(options);
    expect(await seen(target), `the focus on ${target.toString()} is seen`).toBe(true);
  }).toPass(options);
  await target.press(key, options);
}

/** Choose a checkbox or one of several. */
export async function choose(target: Locator): Promise<void> {
  await press(target, PATIENCE, 'Space');
  await expect(target).toBeChecked();
}
