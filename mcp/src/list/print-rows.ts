/** Rows as lines of `a | b | c` under one header; columns nobody fills are left out. */
export function printRows(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) =>
    rows.some((row) => row[column] !== undefined && row[column] !== ''),
  );
  const line = (row: Readonly<Record<string, unknown>>) => columns.map((column) => printCell(row[column])).join(' | ');
  return [columns.join(' | '), ...rows.map(line)].join('\n');
}

function printCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
