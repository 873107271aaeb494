import { randomUUID } from 'node:crypto';
import { ApiError } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import { currentDenyPolicies, replaceDenyPolicies } from '../../organization/deny-policies.ts';
import { newEtag, sameEtag } from '../../organization/etag.ts';
import type { DenyPolicy } from '../../organization/state.ts';
import { pageRequest, takePage } from '../page.ts';
import { readBody } from '../read-body.ts';
import { type Attachment, attachmentOf, denyPolicyView, permitDeny } from './attachment.ts';
import { denyOperation, getDenyOperation } from './operations.ts';
import { acceptRules, DenyPolicyBody } from './policy-body.ts';

/** Of policies at one attachment point, and of the rules in all of them: https://cloud.google.com/iam/quotas */
const MOST = 500;

const getPolicy: Route['handle'] = (call) => {
  const at = attachmentOf(call);
  permitDeny(call, 'get', at);
  return denyPolicyView(call.organization, at.name, existing(call, at));
};

const listPolicies: Route['handle'] = (call) => {
  const at = attachmentOf(call);
  permitDeny(call, 'list', at);
  const all = currentDenyPolicies(call.organization, at.name);
  const { items, ...next } = takePage(all, ({ id }) => id, pageRequest(call.query, 1000, 1000));
  const policies = items.map((one) =>
    denyPolicyView(call.organization, at.name, { ...one, rules: [] }),
  );
  return { ...(policies.length > 0 ? { policies } : {}), ...next };
};

const createPolicy: Route['handle'] = (call) => {
  const at = attachmentOf(call);
  const body = readBody(call, DenyPolicyBody);
  const id = call.query.get('policyId') ?? '';
  const request = { policy_id: id, policy: body };
  return denyOperation(call, at, { method: 'CreatePolicy', policy: id, request }, () => {
    permitDeny(call, 'create', at);
    if (!/^[a-z][a-z0-9.-]{2,62}$/.test(id))
      throw new ApiError(
        'INVALID_ARGUMENT',
        `The policy ID "${id}" is not valid: it has 3 to 63 lowercase letters, digits, dashes and periods, and begins with a letter.`,
      );
    const others = currentDenyPolicies(call.organization, at.name);
    if (others.some((one) => one.id === id))
      throw new ApiError('ALREADY_EXISTS', 'Requested entity already exists');
    const now = call.organization.now();
    return keep(call, at, others, {
      id,
      uid: randomUUID(),
      ...contentOf(body),
      etag: newEtag(),
      created: now,
      updated: now,
    });
  });
};

const updatePolicy: Route['handle'] = (call) => {
  const at = attachmentOf(call);
  const body = readBody(call, DenyPolicyBody);
  const policy = call.params['policy'] ?? '';
  const change = { method: 'UpdatePolicy', policy, request: { policy: body } } as const;
  return denyOperation(call, at, change, () => {
    permitDeny(call, 'update', at);
    const before = existing(call, at);
    checkEtag(before, body.etag);
    return keep(call, at, othersThan(call, at, before), {
      ...before,
      ...contentOf(body),
      etag: newEtag(),
      updated: call.organization.now(),
    });
  });
};

const deletePolicy: Route['handle'] = (call) => {
  const at = attachmentOf(call);
  const policy = call.params['policy'] ?? '';
  return denyOperation(call, at, { method: 'DeletePolicy', policy, request: {} }, () => {
    permitDeny(call, 'delete', at);
    const before = existing(call, at);
    checkEtag(before, call.query.get('etag') ?? '');
    replaceDenyPolicies(call.organization, at.name, othersThan(call, at, before));
    const deleteTime = new Date(call.organization.now()).toISOString();
    return { ...denyPolicyView(call.organization, at.name, before), deleteTime };
  });
};

function keep(call: Call, at: Attachment, others: readonly DenyPolicy[], policy: DenyPolicy) {
  const all = [...others, policy];
  const rules = all.reduce((sum, one) => sum + one.rules.length, 0);
  if (all.length > MOST || rules > MOST)
    throw new ApiError(
      'FAILED_PRECONDITION',
      `A resource has at most ${MOST} deny policies, with at most ${MOST} deny rules together.`,
    );
  replaceDenyPolicies(call.organization, at.name, all);
  return denyPolicyView(call.organization, at.name, policy);
}

function contentOf(body: DenyPolicyBody) {
  const { displayName, annotations } = body;
  return { displayName, annotations, rules: acceptRules(body) };
}

function existing(call: Call, at: Attachment): DenyPolicy {
  const all = currentDenyPolicies(call.organization, at.name);
  const found = all.find(({ id }) => id === call.params['policy']);
  if (found === undefined) throw new ApiError('NOT_FOUND', 'Requested entity was not found.');
  return found;
}

function othersThan(call: Call, at: Attachment, { id }: DenyPolicy): readonly DenyPolicy[] {
  return currentDenyPolicies(call.organization, at.name).filter((one) => one.id !== id);
}

function checkEtag({ etag }: DenyPolicy, asked: string): void {
  if (asked !== '' && !sameEtag(asked, etag))
    throw new ApiError(
      'ABORTED',
      'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
    );
}

const POLICIES = '/v2/policies/{point=**}/denypolicies';

/** Deny policies: https://cloud.google.com/iam/docs/reference/rest/v2/policies */
export const iamDenyPolicyRoutes: readonly Route[] = [
  route('GET', POLICIES, listPolicies),
  route('POST', POLICIES, createPolicy),
  route('GET', `${POLICIES}/{policy}`, getPolicy),
  route('PUT', `${POLICIES}/{policy}`, updatePolicy),
  route('DELETE', `${POLICIES}/{policy}`, deletePolicy),
  route('GET', `${POLICIES}/{policy}/operations/{operation}`, getDenyOperation),
];
