import { ApiError } from '../../http/api-error.ts';
import { type Route, route } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { nodeTarget } from '../../organization/targets.ts';

const METRIC = 'pubsub.googleapis.com/subscription/num_undelivered_messages';
const KEPT = 'dead-letters-kept';

/**
 * The one time series that is asked for here: how many dead letters wait.
 * https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list
 */
export function monitoringRoutes(waiting: () => number): readonly Route[] {
  return [
    route(
      'GET',
      '/v3/projects/{project}/timeSeries',
      (call) => {
        const target = nodeTarget('projects', call.params['project'] ?? '');
        permit(call, 'monitoring.timeSeries.list', target, { domain: 'monitoring.googleapis.com' });
        const filter = call.query.get('filter') ?? '';
        if (!filter.includes(METRIC) || !filter.includes(KEPT))
          throw new ApiError('INVALID_ARGUMENT', `Only ${METRIC} of ${KEPT} is counted here.`);
        const time = new Date(call.organization.now()).toISOString();
        const labels = { project_id: call.params['project'], subscription_id: KEPT };
        const point = {
          interval: { startTime: time, endTime: time },
          value: { int64Value: String(waiting()) },
        };
        const series = {
          metric: { type: METRIC },
          resource: { type: 'pubsub_subscription', labels },
          metricKind: 'GAUGE',
          valueType: 'INT64',
          points: [point],
        };
        return { timeSeries: [series] };
      },
      'monitoring',
    ),
  ];
}
