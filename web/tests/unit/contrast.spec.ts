import fs from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = fs.readFileSync('src/styles/main.css', 'utf8');

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{3,6});/g)].map((match) => [match[1], match[2]]),
  );
}

function luminance(hex: string): number {
  const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4]
    .map((at) => parseInt(full.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one = '', other = ''): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([':root', "[data-theme='dark']"])('colours of %s', (selector) => {
  const of = tokens(selector);

  it.each(['ink', 'ink-2', 'ink-3', 'action', 'hold', 'paid', 'alert'])('can be read as text: %s', (name) => {
    for (const ground of ['page', 'surface']) expect(contrast(of[name], of[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['action', 'hold', 'paid', 'alert'])('can be read on its own soft ground: %s', (name) => {
    expect(contrast(of[name], of[`${name}-soft`])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['edge', 'hold-fill', 'paid-fill'])('can be seen as a shape: %s', (name) => {
    for (const ground of ['page', 'surface']) expect(contrast(of[name], of[ground])).toBeGreaterThanOrEqual(3);
  });

  it('has a readable label on buttons', () => {
    expect(contrast(of['on-action'], of['action'])).toBeGreaterThanOrEqual(4.5);
  });
});
