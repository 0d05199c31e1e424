/** Where a report is kept: by binding and day, then by time, so that listing them sorts them. */
export function reportKey(kind: 'sync' | 'drift', binding: string, at: Date, commit: string | undefined): string {
  const [day = '', time = ''] = at.toISOString().split('T');
  const suffix = commit === undefined ? '' : `-${commit.slice(0, 12)}`;
  return `${binding}/${day.replaceAll('-', '/')}/${time.replaceAll(/[:.]/g, '')}-${kind}${suffix}`;
}
