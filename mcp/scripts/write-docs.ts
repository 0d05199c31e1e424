import { writeFile } from 'node:fs/promises';
import { toolsDocument } from '../src/catalogue/tools-document.ts';

await writeFile(new URL('../docs/tools.md', import.meta.url), toolsDocument());
