import { DATABASE, SCHEDULED } from '../../shared/deployed/parts.ts';
import { COMPOSITE_INDEXES } from '../../shared/ledger/firestore/indexes.ts';
import type { Organization } from './state.ts';

/** Describes the ledger's database and its indexes; `base` is `projects/ID`. */
export function deployLedger(organization: Organization, base: string, region: string): void {
  const name = `${base}/databases/${DATABASE}`;
  organization.deployed.set(name, {
    name,
    locationId: region,
    type: 'FIRESTORE_NATIVE',
    concurrencyMode: 'PESSIMISTIC',
    pointInTimeRecoveryEnablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
  });
  for (const [id, { collection, fields }] of COMPOSITE_INDEXES.entries()) {
    const index = `${name}/collectionGroups/${collection}/indexes/${id}`;
    const indexed = fields.map(({ path, ...how }) => ({ fieldPath: path, ...how }));
    // As at Google: the order of the last field, which the name of the document has too.
    const last = fields.findLast((field) => 'order' in field);
    const order = last === undefined ? 'ASCENDING' : last.order;
    organization.deployed.set(index, {
      name: index,
      queryScope: 'COLLECTION',
      fields: [...indexed, { fieldPath: '__name__', order }],
      state: 'READY',
    });
  }
}

/** Describes the Scheduler jobs. */
export function deploySchedule(organization: Organization, base: string, region: string): void {
  for (const { job, topic, asks, schedule } of SCHEDULED) {
    const name = `${base}/locations/${region}/jobs/${job}`;
    organization.deployed.set(name, {
      name,
      schedule,
      timeZone: 'Etc/UTC',
      state: 'ENABLED',
      pubsubTarget: {
        topicName: `${base}/topics/${topic}`,
        data: Buffer.from(JSON.stringify({ kind: asks })).toString('base64'),
      },
    });
  }
}
