const LONGEST = 500;
const FRAMES = 4;

/**
 * An error for the log: its name and message, and where it was thrown. What it carries besides is left out, since
 * clients hang whole requests on their errors; so is a SyntaxError's message, which quotes the text that could not
 * be parsed.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const quotes = error instanceof SyntaxError;
  const message = quotes ? 'a text could not be parsed' : error.message.slice(0, LONGEST);
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES)
    .map((line) => line.trim());
  return [`${error.name}: ${message}`, ...frames].join(' ').toWellFormed();
}
