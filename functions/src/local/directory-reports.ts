import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Report, ReportStore } from '../ports/report-store.ts';

/** Reports as files below a directory, one for each form. */
export class DirectoryReports implements ReportStore {
  readonly #directory: string;
  readonly #onReport: (report: Report) => void;

  constructor(directory: string, onReport: (report: Report) => void = () => {}) {
    this.#directory = directory;
    this.#onReport = onReport;
  }

  async put(report: Report): Promise<void> {
    const path = join(this.#directory, report.key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.json`, `${JSON.stringify(report.data, undefined, 2)}\n`);
    await writeFile(`${path}.md`, report.markdown);
    if (report.html !== undefined) await writeFile(`${path}.html`, report.html);
    this.#onReport(report);
  }
}
