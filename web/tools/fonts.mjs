// Makes src/assets/fonts from the open-licence packages: only the letters and axes that the interface uses.
import fs from 'node:fs';
import subsetFont from 'subset-font';

const files = (name) => new URL(`../node_modules/@fontsource-variable/${name}`, import.meta.url);
const target = new URL('../src/assets/fonts/', import.meta.url);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('');

const latin =
  range(0x20, 0x7e) +
  range(0xa0, 0xff) +
  '\u0131\u0152\u0153\u02c6\u02dc\u2009\u200b\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u202f\u2032\u2033\u2039\u203a\u20ac\u2122\u2190\u2191\u2192\u2193\u2212\u00d7\u2713';
const arabic = range(0x600, 0x6ff) + range(0x200c, 0x200f) + range(0xfb50, 0xfdff) + range(0xfe70, 0xfefc);

const wanted = [
  [
    'instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
    'instrument-sans',
    latin,
    { wght: { min: 400, max: 700 } },
  ],
  [
    'instrument-sans/files/instrument-sans-latin-wdth-normal.woff2',
    'instrument-sans-condensed',
    latin,
    { wdth: 80, wght: 600 },
  ],
  ['vazirmatn/files/vazirmatn-arabic-wght-normal.woff2', 'vazirmatn', arabic, { wght: { min: 400, max: 700 } }],
];

fs.mkdirSync(target, { recursive: true });
for (const [from, to, text, variationAxes] of wanted) {
  const made = await subsetFont(fs.readFileSync(files(from)), text, { targetFormat: 'woff2', variationAxes });
  fs.writeFileSync(new URL(`${to}.woff2`, target), made);
  console.log(to, made.length);
}
