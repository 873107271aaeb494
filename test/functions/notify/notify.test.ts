import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notify } from '../../../functions/notify/notify.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { openLog } from '../../../shared/log.ts';
import type { Push } from '../../../shared/push/push.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { notifyPorts } from './notify-ports.ts';

const AT = '2026-11-22T10:00:05Z';
const ID = 'default-service-account~payments-prod~us-central1~nightly';

describe('notify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
  let ledger: Ledger;
  let said: string[] = [];
  let number = 0;
  beforeEach(() => {
    number += 1;
    said = [];
    ledger = openSqliteLedger(join(folder, `${number}.db`));
  });
  afterEach(() => ledger.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  const log = openLog({
    name: 'notify',
    level: 'info',
    destination: { write: (line: string) => said.push(line) },
  });
  const deliver = (message: unknown, attributes: Push['attributes'] = {}, ports = ledger) =>
    notify(
      {
        messageId: 'm1',
        data: typeof message === 'string' ? message : JSON.stringify(message),
        attributes,
        publishTime: AT,
        subscription: 'projects/bailiff-prod/subscriptions/outcomes-notify',
        deliveryAttempt: 1,
      },
      log,
      notifyPorts(ports, () => AT),
    );
  const finding = { kind: 'finding', finding: ID, decision: 'd', event: 'e' };

  it('opens one ticket for a finding, however often it is told, and notes it on the finding', async () => {
    await ledger.see(sighting({ job: 'nightly', mode: 'ticket' }));
    await ledger.move(ID, { state: 'ticketed' });
    await deliver(finding);
    await deliver(finding);
    expect(await ledger.tickets()).toMatchObject([
      { id: 'BAILIFF-1', state: 'open', findings: [ID] },
    ]);
    expect((await ledger.finding(ID))?.ticket).toBe('BAILIFF-1');
  });

  it('closes the ticket when somebody mended the job', async () => {
    await ledger.see(sighting({ job: 'nightly', mode: 'ticket' }));
    await ledger.move(ID, { state: 'ticketed' });
    await deliver(finding);
    await ledger.move(ID, { state: 'resolved', entry: { at: AT, what: 'someone else mended it' } });
    await deliver(finding);
    expect(await ledger.tickets()).toMatchObject([
      { state: 'closed', comments: [{ text: 'Closed: someone else mended it' }] },
    ]);
  });

  it('keeps one ticket for all rules that a deployer’s denied deploys under one account break', async () => {
    const denied = (rule: string, job: string, deployer: string) => {
      const base = sighting({ job, attempted: true, mode: 'ticket', eventKey: `${rule}${job}` });
      return ledger.see({ ...base, violation: { ...base.violation, rule, deployer } });
    };
    const first = await denied('missing-act-as', 'cp', 'dev@example.com');
    const second = await denied('missing-token-creator', 'other', 'dev@example.com');
    const third = await denied('missing-act-as', 'cp', 'ci@example.com');
    for (const { id } of [first, second, third]) await deliver({ ...finding, finding: id });
    expect((await ledger.tickets()).map(({ findings }) => findings)).toEqual([
      [first.id, second.id],
      [third.id],
    ]);
    expect((await ledger.finding(second.id))?.ticket).toBe('BAILIFF-1');
  });

  it('leaves the ticket as its findings are, though a delivery that read them earlier writes last', async () => {
    await ledger.see(sighting({ job: 'nightly', mode: 'ticket' }));
    await ledger.move(ID, { state: 'ticketed' });
    await deliver(finding);
    let overtaken = false;
    const findings: Ledger['findings'] = async (filter) => {
      const page = await ledger.findings(filter);
      if (overtaken) return page;
      overtaken = true;
      await ledger.move(ID, { state: 'resolved', entry: { at: AT, what: 'mended by others' } });
      await deliver(finding);
      return page;
    };
    await deliver(finding, {}, { ...ledger, findings });
    expect(overtaken).toBe(true);
    expect(await ledger.tickets()).toMatchObject([{ state: 'closed' }]);
  });

  it('publishes an alert once, to the log, at its severity', async () => {
    await ledger.raise(
      {
        key: 'k',
        kind: 'fight',
        severity: 'high',
        text: 'nightly is fought over.',
        about: 'nightly',
      },
      AT,
    );
    await deliver({ kind: 'alert', alert: 'k' });
    await deliver({ kind: 'alert', alert: 'k' });
    expect(said.filter((line) => line.includes('nightly is fought over.'))).toHaveLength(1);
    expect(said.map((line) => JSON.parse(line))).toMatchObject([
      { severity: 'ERROR', alert: 'fight' },
      { severity: 'INFO', alert: 'k', result: 'alert-told-before' },
    ]);
    expect((await ledger.alert('k'))?.published).toBe(AT);
  });

  it('turns dead letters into one alert per subscription and day', async () => {
    const attributes = { CloudPubSubDeadLetterSourceSubscription: 'audit-events-evaluate' };
    await deliver('whatever', attributes);
    await deliver('another', attributes);
    expect(await ledger.alerts()).toMatchObject([
      {
        kind: 'dead-letter',
        severity: 'high',
        about: 'audit-events-evaluate',
        count: 2,
        published: AT,
      },
    ]);
  });

  it.each([
    ['what is no message', 'not JSON', 'notify.ignored.not-a-message'],
    ['an unknown finding', finding, 'notify.ignored.no-such-finding'],
  ])('counts and drops %s', async (_case, message, counter) => {
    await deliver(message);
    expect(await ledger.counts()).toEqual({ [counter]: 1 });
    expect(await ledger.tickets()).toEqual([]);
  });
});
