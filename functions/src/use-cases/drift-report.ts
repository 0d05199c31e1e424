import { type DriftReport, driftSummary, printDrift } from '@fleetwright/omni-core';
import type { BindingConfig } from '../config/functions-config.ts';
import type { Report } from '../ports/report-store.ts';
import { reportKey } from './report-key.ts';

/** A drift report in the forms it is kept in. */
export async function storedDrift(
  id: string,
  { repository, ref, instance }: BindingConfig,
  drift: DriftReport,
): Promise<Report> {
  const [markdown, html] = await Promise.all([printDrift(drift, 'markdown'), printDrift(drift, 'html')]);
  return {
    key: reportKey('drift', id, new Date(drift.at), drift.head),
    data: { kind: 'drift', binding: id, summary: driftSummary(drift), instance, repository, ref, drift },
    markdown,
    html,
  };
}
