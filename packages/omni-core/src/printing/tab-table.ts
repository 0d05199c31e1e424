/** Spaces between the longest cell of a column and the next column. */
const PADDING = 3;

/**
 * Aligns cells that are separated by tabs, as Go's tabwriter does: a column is as wide as its longest cell among
 * neighbouring lines that have it; the last cell of a line belongs to no column.
 */
export function alignTabs(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths = lines.map((cells) => cells.slice(0, -1).map(lengthOf));
  for (let column = 0; widths.some((row) => column < row.length); column++) levelColumn(widths, column);
  return lines.map((cells, line) => cells.map((cell, column) => pad(cell, widths[line]?.[column])).join('')).join('\n');
}

/** Gives neighbours in a column the width of the longest of them. */
function levelColumn(widths: readonly number[][], column: number): void {
  for (let start = 0; start < widths.length; start++) {
    let end = start;
    let longest = 0;
    for (let width = widths[end]?.[column]; width !== undefined; width = widths[++end]?.[column]) {
      longest = Math.max(longest, width);
    }
    for (const row of widths.slice(start, end)) row[column] = longest;
    start = Math.max(start, end);
  }
}

function pad(cell: string, width: number | undefined): string {
  return width === undefined ? cell : cell + ' '.repeat(width + PADDING - lengthOf(cell));
}

function lengthOf(cell: string): number {
  return Array.from(cell).length;
}
