import type { Grant } from '../../shared/deployed/grants.ts';
import type { Binding, IamPolicy } from '../../shared/domain/iam-policy.ts';
import { shellWord } from '../../shared/domain/shell-word.ts';
import { type Fault, type Judged, judge } from './judged.ts';

/** `gcloud organizations` or `gcloud projects`, and the number or id. */
interface Line {
  readonly command: string;
  readonly target: string;
}

/** How far a policy gives one member what the deployment gives it on a node, and nothing else. */
export function judgeGrants(
  member: string,
  policy: IamPolicy,
  wanted: readonly Grant[],
  line: Line,
): Judged {
  const bindings = (policy.bindings ?? []).filter(({ members }) => members.includes(member));
  const lacking = wanted.filter(
    (grant) => !grant.optional && !bindings.some((binding) => same(binding, grant)),
  );
  const besides = bindings.filter((binding) => !wanted.some((grant) => same(binding, grant)));
  const faults = [
    ...lacking.map((grant) => lacks(member, grant, line)),
    ...besides.map((binding) => holdsBesides(member, binding, line)),
  ];
  const found = wanted.filter((grant) => bindings.some((binding) => same(binding, grant)));
  const held = found.map(({ role }) => role.split('/').at(-1)).join(', ');
  return judge(faults, held === '' ? 'It holds nothing here.' : `It holds ${held}.`);
}

function lacks(member: string, { role, condition }: Grant, { command, target }: Line): Fault {
  const add = `${command} add-iam-policy-binding ${target} --member=${shellWord(member)} --role=${shellWord(role)}`;
  if (condition === undefined)
    return { says: `It lacks ${role}.`, mend: `${add} --condition=None` };
  const { title, expression } = condition;
  // A delimiter that no condition holds. https://cloud.google.com/sdk/gcloud/reference/topic/escaping
  const text = shellWord(`^;^title=${title};expression=${expression}`);
  return {
    says: `It lacks ${role} under the condition ${title}.`,
    mend: `${add} --condition=${text}`,
  };
}

function holdsBesides(
  member: string,
  { role, condition }: Binding,
  { command, target }: Line,
): Fault {
  const which = condition === undefined ? '--condition=None' : '--all';
  const under = condition === undefined ? '' : ` (under ${condition['title']})`;
  return {
    says: `It holds ${role}${under}, which the deployment does not give it.`,
    mend: `${command} remove-iam-policy-binding ${target} --member=${shellWord(member)} --role=${shellWord(role)} ${which}`,
  };
}

function same(binding: Binding, { role, condition }: Grant): boolean {
  return binding.role === role && binding.condition?.['expression'] === condition?.expression;
}
