import type { DriftReport } from './drift-report.ts';

/** The forms a drift report can take. */
export type DriftFormat = 'markdown' | 'json' | 'junit' | 'html';

/** A drift report as text. Each form is imported when it is asked for. */
export async function printDrift(report: DriftReport, format: DriftFormat): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, undefined, 2)}\n`;
    case 'markdown':
      return (await import('./print-drift-markdown.ts')).printDriftMarkdown(report);
    case 'junit':
      return (await import('./print-drift-junit.ts')).printDriftJunit(report);
    case 'html':
      return (await import('./print-drift-html.ts')).printDriftHtml(report);
  }
}
