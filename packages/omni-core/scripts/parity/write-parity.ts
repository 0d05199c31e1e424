import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS, PARITY } from './parity-table.ts';
import { PARITY_DOCUMENT, printParity } from './print-parity.ts';

const rows = [...PARITY.values()].flat();
writeFileSync(join(import.meta.dirname, '../../../..', PARITY_DOCUMENT), printParity(PARITY, LIMITS));
console.log(`${PARITY_DOCUMENT}: ${rows.length} commands`);
