import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudRun, startRun } from './start-run.ts';

let cloud: CloudRun;
beforeEach(async () => {
  cloud = await startRun();
});
afterEach(() => cloud.stop());

describe('the list of regions', () => {
  it('names every region of Cloud Run', async () => {
    const path = 'http://run.sandbox/v1/projects/payments-prod/locations';
    const { body } = await cloud.call('GET', path);
    expect(body['locations']).toContainEqual({
      name: 'projects/payments-prod/locations/us-central1',
      locationId: 'us-central1',
      displayName: 'Iowa',
      labels: { 'cloud.googleapis.com/region': 'us-central1' },
    });
    expect(body).not.toHaveProperty('nextPageToken');
  });

  it('is refused for a project that does not exist', async () => {
    const path = 'http://run.sandbox/v1/projects/no-such-project/locations';
    expect((await cloud.call('GET', path)).status).toBe(403);
  });
});
