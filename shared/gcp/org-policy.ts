import type { orgpolicy_v2 } from 'googleapis/build/src/apis/orgpolicy/v2.js';
import { isProjectId, isProjectNumber } from '../domain/resource.ts';
import { ApiFailure } from './api-failure.ts';
import { read } from './call.ts';
import type { Google } from './google.ts';
import { type PageToken, pages } from './pages.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

/** Whether a boolean constraint holds somewhere; `unknown` is neither, and `because` says why. */
export interface Enforcement {
  readonly state: 'enforced' | 'off' | 'unknown';
  readonly because: string;
}

type Spec = orgpolicy_v2.Schema$GoogleCloudOrgpolicyV2PolicySpec;
type Policy = orgpolicy_v2.Schema$GoogleCloudOrgpolicyV2Policy;
type Constraints = orgpolicy_v2.Schema$GoogleCloudOrgpolicyV2ListConstraintsResponse;
type Api = ReturnType<typeof rest>;

const API = 'orgpolicy.googleapis.com';
const PAGE = 1000;
const MOST_PAGES = 10;

/**
 * Organization policies as they work out on a project. Needs orgpolicy.policy.get, and orgpolicy.constraints.list where
 * nobody has set a policy. https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest
 */
export function organizationPolicies(google: Google) {
  const api = rest(google, API);
  return {
    /**
     * Takes a project's id or number and a constraint without `constraints/`. What may not be read is `unknown`. Throws
     * ApiFailure for what may pass.
     */
    async effective(project: string, constraint: string): Promise<Enforcement> {
      if (!isProjectId(project) && !isProjectNumber(project))
        return unknown(`${project} is no project, so it has no organization policies.`);
      const name = `projects/${project}/policies/${constraint}`;
      return unlessRefused(project, 'orgpolicy.policy.get', async () => {
        const { spec } = await read(API, () =>
          api.json<Policy>({ method: 'GET', path: path`v2/${name}:getEffectivePolicy` }),
        );
        return ofRules(spec, project, constraint) ?? ofDefault(api, project, constraint);
      });
    },
  };
}

/** `undefined` when the policy has no rules: it then says nothing, least of all that the constraint is off. */
function ofRules(
  spec: Spec | undefined,
  project: string,
  constraint: string,
): Enforcement | undefined {
  const rules = spec?.rules ?? [];
  const [rule, ...more] = rules;
  if (rule === undefined) return undefined;
  if (rules.some(({ condition }) => condition !== undefined && condition !== null))
    return unknown(
      `Whether ${constraint} is enforced in ${project} depends on a condition on tags, which Bailiff does not evaluate.`,
    );
  if (more.length > 0 || typeof rule.enforce !== 'boolean')
    return unknown(
      `The effective policy of ${constraint} in ${project} is none of a boolean constraint.`,
    );
  return known(rule.enforce, project, constraint, 'by its effective policy');
}

function ofDefault(api: Api, project: string, constraint: string): Promise<Enforcement> {
  return unlessRefused(project, 'orgpolicy.constraints.list', async () => {
    const all = path`v2/projects/${[project]}/constraints`;
    const ask = (token: PageToken) =>
      read(API, () =>
        api.json<Constraints>({ method: 'GET', path: all, query: { pageSize: PAGE, ...token } }),
      );
    for await (const { constraints } of pages(MOST_PAGES, ask)) {
      const found = constraints?.find(({ name }) => name?.split('/').at(-1) === constraint);
      if (found?.constraintDefault === 'DENY')
        return known(true, project, constraint, 'by default');
      if (found?.constraintDefault === 'ALLOW')
        return known(false, project, constraint, 'by default');
    }
    return unknown(
      `No policy sets ${constraint} in ${project}, and Google does not say what then holds.`,
    );
  });
}

async function unlessRefused(
  project: string,
  right: string,
  ask: () => Promise<Enforcement>,
): Promise<Enforcement> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApiFailure) || (error.status !== 403 && error.status !== 404))
      throw error;
    return unknown(
      `The organization policies of ${project} may not be read (${right}): ${error.message}`,
    );
  }
}

function known(enforced: boolean, project: string, constraint: string, how: string): Enforcement {
  return enforced
    ? { state: 'enforced', because: `${constraint} is enforced in ${project} ${how}.` }
    : { state: 'off', because: `${constraint} is not enforced in ${project} ${how}.` };
}

function unknown(because: string): Enforcement {
  return { state: 'unknown', because };
}
