import { z } from 'zod';
import { ApiError } from '../../http/api-error.ts';
import { type Route, route } from '../../http/call.ts';
import { SetIamPolicyBody } from '../allow-policy/messages.ts';
import { readPolicy, shownPolicy } from '../allow-policy/read.ts';
import { testPermissions } from '../allow-policy/test-permissions.ts';
import { writePolicy } from '../allow-policy/write.ts';
import { pageRequest, takePage } from '../page.ts';
import { readBody } from '../read-body.ts';
import {
  permittedProject,
  permittedSecret,
  secretsIn,
  secretTarget,
  secretView,
} from './lookup.ts';

const text = z.record(z.string(), z.string());
/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets#Secret, as far as it matters here. */
const CreateBody = z.strictObject({
  replication: z
    .strictObject({
      automatic: z.strictObject({}).optional(),
      userManaged: z.looseObject({}).optional(),
    })
    .optional(),
  labels: text.optional(),
  annotations: text.optional(),
});

const createSecret: Route['handle'] = (call) => {
  const { replication = {} } = readBody(call, CreateBody);
  const { id: project, number } = permittedProject(call, 'secretmanager.secrets.create');
  const id = call.query.get('secretId') ?? '';
  if (!/^[\w-]{1,255}$/.test(id))
    throw new ApiError(
      'INVALID_ARGUMENT',
      'The secret_id must be 1 to 255 letters, digits, hyphens and underscores.',
    );
  if (replication.automatic === undefined && replication.userManaged === undefined)
    throw new ApiError('INVALID_ARGUMENT', 'The Secret.replication field must be provided.');
  const shown = `projects/${number}/secrets/${id}`;
  const name = `projects/${project}/secrets/${id}`;
  if (call.organization.secrets.has(name))
    throw new ApiError('ALREADY_EXISTS', `Secret [${shown}] already exists.`);
  const secret = { created: call.organization.now(), versions: [] };
  call.organization.secrets.set(name, secret);
  return secretView(shown, secret);
};

const listSecrets: Route['handle'] = (call) => {
  const { id: project, number } = permittedProject(call, 'secretmanager.secrets.list');
  const all = secretsIn(call.organization, project);
  const request = pageRequest(call.query, 25_000, 25_000);
  const { items, ...next } = takePage(all, ([id]) => id, request);
  const secrets = items.map(([id, secret]) =>
    secretView(`projects/${number}/secrets/${id}`, secret),
  );
  return { ...(items.length > 0 ? { secrets } : {}), ...next, totalSize: all.length };
};

const getSecret: Route['handle'] = (call) => {
  const { shown, secret } = permittedSecret(call, 'secretmanager.secrets.get');
  return secretView(shown, secret);
};

const deleteSecret: Route['handle'] = (call) => {
  const { key } = permittedSecret(call, 'secretmanager.secrets.delete');
  call.organization.secrets.delete(key);
  call.organization.policies.delete(key);
  return {};
};

const getPolicy: Route['handle'] = (call) =>
  readPolicy(call, permittedSecret(call, 'secretmanager.secrets.getIamPolicy').key);

const setPolicy: Route['handle'] = (call) => {
  const body = readBody(call, SetIamPolicyBody);
  const { key } = permittedSecret(call, 'secretmanager.secrets.setIamPolicy');
  return shownPolicy(writePolicy(call.organization, key, body), 3);
};

const testSecret: Route['handle'] = (call) => {
  const { shown: _shown, ...target } = secretTarget(call);
  return testPermissions(call, target);
};

const SECRETS = '/v1/projects/{project}/secrets';
const SECRET = `${SECRETS}/{secret}`;

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets */
export const secretRoutes: readonly Route[] = [
  route('POST', SECRETS, createSecret),
  route('GET', SECRETS, listSecrets),
  route('GET', SECRET, getSecret),
  route('DELETE', SECRET, deleteSecret),
  route('GET', `${SECRET}:getIamPolicy`, getPolicy),
  route('POST', `${SECRET}:setIamPolicy`, setPolicy),
  route('POST', `${SECRET}:testIamPermissions`, testSecret),
];
