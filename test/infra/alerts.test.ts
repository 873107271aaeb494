import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notify } from '../../functions/notify/notify.ts';
import type { NewAlert } from '../../shared/domain/alert.ts';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import { openLog } from '../../shared/log.ts';
import { notifyPorts } from '../functions/notify/notify-ports.ts';
import { localOf, readConfiguration } from './configuration.ts';
import { readFilter } from './sink-filter.ts';

const AT = '2026-11-22T10:00:05Z';
/** Typed so that a new kind of alert does not compile until it is listed here, and then needs its policy. */
const KINDS: Readonly<Record<NewAlert['kind'], true>> = {
  'account-mismatch': true,
  'ceiling-lowered': true,
  'ceiling-raised': true,
  'channel-down': true,
  'dead-letter': true,
  'denied-deploys-left-out': true,
  'exemption-ends': true,
  'exemption-lapsed': true,
  'exemption-unreadable': true,
  fight: true,
  'limit-reached': true,
  'outside-organization': true,
  'own-identity-write-without-step': true,
  'policy-rejected': true,
  'policy-widened': true,
  'project-mismatch': true,
  'remediation-failed': true,
  'unknown-job-method': true,
  'unread-projects': true,
};

const configuration = await readConfiguration('infra');

describe('the alert policies', () => {
  it('cover every kind of alert, each with what to do about it', () => {
    const policies = localOf(configuration, 'alert_kinds') as Readonly<Record<string, unknown>>;
    expect(Object.keys(policies).sort()).toEqual(Object.keys(KINDS).sort());
    for (const policy of Object.values(policies))
      expect(policy).toEqual({
        severity: expect.stringMatching(/^(?:WARNING|ERROR|CRITICAL)$/),
        meaning: expect.stringMatching(/^[A-Z].{40,}\.$/),
      });
  });

  it('hold a write by an own identity for the worst of all', () => {
    expect(localOf(configuration, 'alert_kinds')).toMatchObject({
      'own-identity-write-without-step': { severity: 'CRITICAL' },
    });
  });

  it('tell of ticks that are not answered, whose messages lapse before any other alert sees them', () => {
    const lapsing = Object.entries(
      localOf(configuration, 'push_subscriptions') as Readonly<
        Record<string, { readonly retention_seconds: number }>
      >,
    ).filter(([, one]) => one.retention_seconds <= 900);
    expect(lapsing).toMatchObject([['ticks-evaluate', { function: 'tick' }]]);
    expect(localOf(configuration, 'subscription_limits')).toMatchObject({
      oldest_unacked_message_age: { above: 900 },
    });
    expect(localOf(configuration, 'silences')).toMatchObject({
      tick: {
        filter: expect.stringContaining(
          'service_name="bailiff-tick" AND metric.labels.response_code_class="2xx"',
        ),
        for: '600s',
      },
    });
  });

  it('count what notify writes into its log', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
    const said: string[] = [];
    const write = (line: string) => void said.push(line);
    const ledger = openSqliteLedger(join(folder, 'ledger.db'));
    const alert = {
      key: 'k',
      kind: 'fight',
      severity: 'medium',
      text: 'A fight.',
      about: 'nightly',
    };
    const { id } = await ledger.raise(alert as NewAlert, AT);
    const push = {
      messageId: 'm1',
      data: JSON.stringify({ kind: 'alert', alert: id }),
      attributes: {},
      publishTime: AT,
      subscription: 'projects/bailiff-prod/subscriptions/outcomes-notify',
      deliveryAttempt: 1,
    };
    const log = openLog({ name: 'notify', level: 'info', destination: { write } });
    await notify(
      push,
      log,
      notifyPorts(ledger, () => AT),
    );
    await notify(
      push,
      log,
      notifyPorts(ledger, () => AT),
    );
    await ledger.close();
    rmSync(folder, { recursive: true });
    const metric =
      configuration['log-metrics.tf']?.resource['google_logging_metric']?.['alerts']?.[0];
    const counted = readFilter(String(metric?.['filter']));
    const entries = said.map((line) => ({
      resource: { type: 'cloud_run_revision', labels: { service_name: 'bailiff-notify' } },
      jsonPayload: JSON.parse(line) as Readonly<Record<string, unknown>>,
    }));
    expect(entries.map((entry) => [entry.jsonPayload['alert'], counted(entry)])).toEqual([
      ['fight', true],
      [id, false],
    ]);
    expect(metric?.['label_extractors']).toEqual({ kind: 'EXTRACT(jsonPayload.alert)' });
  });
});
