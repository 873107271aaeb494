import { type DestinationStream, type LoggerOptions, pino } from 'pino';
import { errorText } from './error-text.ts';

/**
 * All that a log line may hold besides its message: what is not named here cannot be logged, so no body of a job,
 * of a request or of a message can slip in.
 */
interface LogFields {
  readonly event?: string | undefined;
  readonly messageId?: string | undefined;
  readonly deliveryAttempt?: number | undefined;
  readonly resource?: string | undefined;
  readonly project?: string | undefined;
  readonly principal?: string | undefined;
  readonly method?: string | undefined;
  /** What became of the event in one word, e.g. `ignored.validate-only`, `finding`, `compliant`. */
  readonly result?: string | undefined;
  readonly finding?: string | undefined;
  readonly decision?: string | undefined;
  readonly mode?: string | undefined;
  readonly because?: readonly string[] | undefined;
  readonly alert?: string | undefined;
  readonly ticket?: string | undefined;
  readonly step?: string | undefined;
  readonly outcome?: string | undefined;
  /** Its name and sentence are logged, and where it was thrown; never what it carries besides. */
  readonly error?: unknown;
}

/** As `logging.googleapis.com/trace`, `spanId` and `trace_sampled` say it. */
interface LogTrace {
  /** 32 hexadecimal digits. */
  readonly trace: string;
  /** 16 hexadecimal digits. */
  readonly span: string | undefined;
  readonly sampled: boolean;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log whose lines carry these fields too, and belong to the trace. */
  with(fields: LogFields, trace?: LogTrace): Log;
}

export interface LogOptions {
  /** The function that writes, as a label. */
  readonly name: string;
  readonly level: LogLevel;
  /** Id of the project whose Cloud Trace holds the traces. */
  readonly project?: string;
  /** Standard output when left out. */
  readonly destination?: DestinationStream;
  /** Told of each line that says what became of something, whether its level is written or not. */
  readonly onResult?: (result: string, alert: string | undefined) => void;
}

type Level = Exclude<LogLevel, 'silent'>;

const SEVERITIES = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' } as const;
const NAMES = [
  'event',
  'messageId',
  'deliveryAttempt',
  'resource',
  'project',
  'principal',
  'method',
  'result',
  'finding',
  'decision',
  'mode',
  'because',
  'alert',
  'ticket',
  'step',
  'outcome',
] as const satisfies readonly (keyof LogFields)[];
const LONGEST = 1000;
const MOST = 20;

/**
 * One JSON object a line, in the form that Cloud Logging reads from standard output.
 * https://cloud.google.com/logging/docs/structured-logging
 */
export function openLog({ name, level, project, destination, onResult }: LogOptions): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ severity: SEVERITIES[label as Level] ?? 'DEFAULT' }),
    },
  };
  const lines = destination === undefined ? pino(options) : pino(options, destination);
  const write = (at: Level, message: string, fields: Line) => {
    lines[at](fields, bounded(message));
    const { result, alert } = fields;
    if (typeof result === 'string')
      onResult?.(result, typeof alert === 'string' ? alert : undefined);
  };
  const traces = project === undefined ? '' : `projects/${project}/traces/`;
  return logOf(write, traces, { 'logging.googleapis.com/labels': { function: name } });
}

type Line = Readonly<Record<string, unknown>>;

function logOf(
  write: (level: Level, message: string, fields: Line) => void,
  traces: string,
  always: Line,
): Log {
  const at = (level: Level) => (message: string, fields?: LogFields) =>
    write(level, message, { ...always, ...allowed(fields) });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields, trace) =>
      logOf(write, traces, {
        ...always,
        ...allowed(fields),
        ...(trace === undefined ? {} : traceFields(traces, trace)),
      }),
  };
}

function traceFields(traces: string, { trace, span, sampled }: LogTrace): Line {
  return {
    'logging.googleapis.com/trace': `${traces}${trace}`,
    ...(span === undefined ? {} : { 'logging.googleapis.com/spanId': span }),
    'logging.googleapis.com/trace_sampled': sampled,
  };
}

/** Only what `LogFields` names, cut to lengths that keep a line far below Cloud Logging's limit of 256 KiB. */
function allowed(fields: LogFields | undefined): Line {
  const kept: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = fields?.[name];
    if (typeof value === 'string') kept[name] = bounded(value);
    else if (typeof value === 'number') kept[name] = value;
    else if (value !== undefined) kept[name] = value.slice(0, MOST).map(bounded);
  }
  return fields?.error === undefined ? kept : { ...kept, error: errorText(fields.error) };
}

function bounded(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).toWellFormed()}…`;
}
