import { describe, expect, test } from 'vitest';
import { type LogLevel, openLog } from '../../shared/log.ts';

function captured(level: LogLevel = 'info') {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = openLog({ name: 'evaluate', level, project: 'bailiff-prod', destination });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a log line', () => {
  test('has the form that Cloud Logging reads', () => {
    const { log, last } = captured();
    log.info('No rule is broken.', { result: 'compliant', because: ['a', 'b'] });
    const { time, ...line } = last();
    expect(line).toEqual({
      severity: 'INFO',
      message: 'No rule is broken.',
      'logging.googleapis.com/labels': { function: 'evaluate' },
      result: 'compliant',
      because: ['a', 'b'],
    });
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test.each([
    ['debug', 'DEBUG'],
    ['info', 'INFO'],
    ['warn', 'WARNING'],
    ['error', 'ERROR'],
  ] as const)('of level %s has severity %s', (level, severity) => {
    const { log, last } = captured('debug');
    log[level]('x');
    expect(last()['severity']).toBe(severity);
  });

  test('below the level is not written', () => {
    const { log, lines } = captured('warn');
    log.info('x');
    expect(lines).toEqual([]);
  });

  test('of one event carries the event’s fields and its trace', () => {
    const { log, last } = captured();
    const trace = { trace: 'a'.repeat(32), span: 'b'.repeat(16), sampled: true };
    log.with({ messageId: '7' }, trace).with({ event: 'e' }).info('x', { mode: 'ticket' });
    expect(last()).toMatchObject({
      messageId: '7',
      event: 'e',
      mode: 'ticket',
      'logging.googleapis.com/trace': `projects/bailiff-prod/traces/${'a'.repeat(32)}`,
      'logging.googleapis.com/spanId': 'b'.repeat(16),
      'logging.googleapis.com/trace_sampled': true,
    });
  });

  test('of a trace whose span is not known names none', () => {
    const { log, last } = captured();
    log.with({}, { trace: 'a'.repeat(32), span: undefined, sampled: false }).info('x');
    expect(last()).not.toHaveProperty(['logging.googleapis.com/spanId']);
    expect(last()).toHaveProperty(['logging.googleapis.com/trace_sampled'], false);
  });

  test('that says what became of something is counted, written or not', () => {
    const told: unknown[] = [];
    const destination = { write: () => {} };
    const onResult = (...what: unknown[]) => void told.push(what);
    const log = openLog({ name: 'notify', level: 'error', destination, onResult });
    log.info('x', { result: 'alert', alert: 'fight' });
    log.with({ result: 'ticketed' }).error('x');
    log.info('x', { alert: 'fight' });
    expect(told).toEqual([
      ['alert', 'fight'],
      ['ticketed', undefined],
    ]);
  });

  test('holds no field that is not on the list', () => {
    const { log, lines } = captured();
    const body = { result: 'x', job: { env: 'hunter2' }, env: 'hunter2' };
    log.with(body).info('x', body);
    expect(lines[0]).not.toContain('hunter2');
  });

  test('tells an error by name, message and place, without what hangs on it', () => {
    const { log, last, lines } = captured();
    log.error('x', { error: Object.assign(new TypeError('is odd'), { config: 'hunter2' }) });
    expect(last()['error']).toMatch(/^TypeError: is odd at .*log\.test\.ts/);
    expect(lines[0]).not.toContain('hunter2');
  });

  test('does not repeat what a parser quotes', () => {
    const { log, lines } = captured();
    try {
      JSON.parse('hunter2');
    } catch (error) {
      log.error('x', { error });
    }
    expect(lines[0]).toContain('SyntaxError: a text could not be parsed');
    expect(lines[0]).not.toContain('hunter2');
  });

  test('is one line and of bounded length', () => {
    const { log, lines, last } = captured();
    log.info(`a\nb${'x'.repeat(5000)}`, { because: Array(100).fill('y'.repeat(5000)) });
    expect(lines[0]?.trimEnd()).not.toContain('\n');
    expect(String(last()['message'])).toHaveLength(1001);
    expect(last()['because']).toHaveLength(20);
  });
});
