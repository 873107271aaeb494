/** Columns padded to their widest cell, two blanks between them; control characters are taken out of the cells. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => cell.replace(/\p{Cc}/gu, ' ')));
  const widths = heading.map((name, column) =>
    Math.max(name.length, ...clean.map((row) => row[column]?.length ?? 0)),
  );
  return [heading, ...clean]
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
