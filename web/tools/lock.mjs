// Takes out of a lock what is of no use to whoever installs: addresses where authors ask for funding. `node lock.mjs
// [FILE]`, by default the app's.
import fs from 'node:fs';

const file = process.argv[2] ?? new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
for (const entry of Object.values(lock.packages)) delete entry.funding;
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
