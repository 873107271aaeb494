import { ApiError } from '../../http/api-error.ts';
import { type Route, route } from '../../http/call.ts';

const getOperation: Route['handle'] = (call) => {
  const name = `operations/${call.params['operation']}`;
  const operation = call.organization.operations.get(name);
  if (operation === undefined)
    throw new ApiError('NOT_FOUND', `The operation ${name} was not found.`);
  return operation;
};

/** Long-running operations outside any project: names carry their API's prefix, so one table holds them all. */
export const operationRoutes: readonly Route[] = [
  route('GET', '/v1/operations/{operation}', getOperation),
  route('GET', '/v3/operations/{operation}', getOperation),
];
