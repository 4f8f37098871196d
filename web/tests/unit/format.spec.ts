import { afterEach, describe, expect, it } from 'vitest';
import { ago, money, parseMoney, stamp, typedMoney } from '@/lib/format';
import { setLang } from '@/lib/i18n';

afterEach(() => setLang('en'));
const plain = (text: string) => text.replace(/[\s\u2066-\u2069\u200e\u200f]/g, ' ');

describe('money', () => {
  it('is written as each language writes it, without empty decimals', async () => {
    expect(money(133_500, 'EUR')).toBe('€1,335');
    expect(money(133_550, 'EUR')).toBe('€1,335.50');
    await setLang('fr');
    expect(plain(money(133_500, 'EUR'))).toBe('1 335 €');
  });

  it('knows currencies without minor units', () => {
    expect(plain(money(5_000, 'XOF')).replace(/\D/g, '')).toBe('5000');
    expect(parseMoney('5000', 'XOF')).toBe(5_000);
    expect(parseMoney('5000.5', 'XOF')).toBeUndefined();
  });

  it('counts rupees in paisa, as the server does', () => {
    expect(plain(money(35_000_000, 'PKR')).replace(/[^\d,]/g, '')).toBe('350,000');
    expect(parseMoney('4500', 'PKR')).toBe(450_000);
  });

  it.each([
    ['1200', 120_000],
    ['1200.5', 120_050],
    ['1200,50', 120_050],
    ['1 200', 120_000],
    ['1,200', 120_000],
    ['1.200,50', 120_050],
    ['۱۲۰۰', 120_000],
    ['0.29', 29],
  ])('reads %s', (typed, minor) => {
    expect(parseMoney(typed, 'EUR')).toBe(minor);
  });

  it.each(['', 'abc', '12.345.6', '1.2.3', '-5', '1e3', '12,3456'])('refuses %s', (typed) => {
    expect(parseMoney(typed, 'EUR')).toBeUndefined();
  });

  it('types back what it reads', () => {
    for (const minor of [0, 1, 29, 100, 120_050, 99_999_999]) {
      expect(parseMoney(typedMoney(minor, 'EUR'), 'EUR')).toBe(minor);
    }
  });
});

it('says how far away an instant is', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  expect(ago('2026-11-24T12:00:00Z', now)).toBe('in 3 days');
  expect(ago('2026-11-21T11:55:00Z', now)).toBe('5 minutes ago');
});

it('says in a list only as much of an instant as tells it apart', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  expect(plain(stamp('2026-11-21T11:55:00Z', now))).toBe('11:55');
  expect(stamp('2026-11-18T11:55:00Z', now)).toBe('Wed');
  expect(stamp('2026-10-02T11:55:00Z', now)).toBe('2 Oct 2026');
});
