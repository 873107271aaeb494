import { z } from 'zod';
import { KEPT } from '../../../shared/deployed/parts.ts';
import type { Check } from '../check.ts';
import { type Judged, ok, unknown, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';

/** https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list */
const Series = z.object({
  timeSeries: z
    .array(
      z.object({
        points: z.array(z.object({ value: z.object({ int64Value: z.string() }) })).default([]),
      }),
    )
    .default([]),
});

const METRIC = 'pubsub.googleapis.com/subscription/num_undelivered_messages';
// Sampled each minute, and seen up to four minutes later.
const WINDOW_MS = 10 * 60_000;

/** How many dead letters wait, as Cloud Monitoring counts them: to pull them would hide them from others for a while. */
export const deadLetters: Check = {
  id: 'dead-letters',
  probes: (patient) => [{ about: `what ${KEPT} holds`, look: () => look(patient) }],
};

async function look({ ask, deployment, now }: Patient): Promise<Judged> {
  const query = new URLSearchParams({
    filter: `metric.type="${METRIC}" AND resource.labels.subscription_id="${KEPT}"`,
    'interval.startTime': new Date(Date.parse(now) - WINDOW_MS).toISOString(),
    'interval.endTime': now,
  });
  const path = `/v3/projects/${deployment.project}/timeSeries?${query}`;
  const { timeSeries } = await ask.get('monitoring.googleapis.com', path, Series);
  const newest = timeSeries[0]?.points[0]?.value.int64Value;
  if (newest === undefined)
    return unknown('Cloud Monitoring has counted nothing in the last ten minutes.');
  if (newest === '0') return ok('None waits.');
  return wrong(
    `${newest} wait${newest === '1' ? 's' : ''}. The log of the function behind each subscription says why it failed; mend that first.`,
    `npm run -s bailiff -- replay --dead-letters --project ${deployment.project}`,
  );
}
