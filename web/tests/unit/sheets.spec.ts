import { describe, expect, it } from 'vitest';
import { joined, nextOf } from '@/lib/sheets';

describe('lists saved as files', () => {
  it('joins the parts under one head and one mark', () => {
    expect(joined(['\ufeffa,b\r\n1,2\r\n', '\ufeffa,b\r\n3,4\r\n'])).toBe('\ufeffa,b\r\n1,2\r\n3,4\r\n');
    expect(joined([])).toBe('');
  });

  it('finds the next part in the Link header', () => {
    expect(nextOf('</v1/finance/holds/export?cursor=x%3D>; rel="next"')).toBe('/v1/finance/holds/export?cursor=x%3D');
    expect(nextOf(null)).toBeUndefined();
    expect(nextOf('</elsewhere>; rel="prev"')).toBeUndefined();
  });
});
