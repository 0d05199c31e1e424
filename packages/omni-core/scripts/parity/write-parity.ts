import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCovered } from './parity-row.ts';
import { PARITY } from './parity-table.ts';
import { PARITY_DOCUMENT, printParity } from './print-parity.ts';

const rows = [...PARITY.values()].flat();
writeFileSync(join(import.meta.dirname, '../../../..', PARITY_DOCUMENT), printParity(PARITY));
console.log(`${PARITY_DOCUMENT}: ${rows.filter(isCovered).length} of ${rows.length} commands have a call`);
