import type { IamPolicy } from '../../shared/domain/iam-policy.ts';
import { shellWord } from '../../shared/domain/shell-word.ts';
import type { Fault } from './judged.ts';

/** What is wrong with a policy that should give one role to one member and nothing else to anybody. */
export function soleHolder(
  policy: IamPolicy,
  wanted: { readonly role: string; readonly member: string } | undefined,
  /** The gcloud line up to the verb and from it on, e.g. `gcloud pubsub topics` and `decisions --project=P`. */
  line: { readonly command: string; readonly target: string },
): readonly Fault[] {
  const bindings = policy.bindings ?? [];
  const change = (verb: 'add' | 'remove', role: string, member: string) =>
    `${line.command} ${verb}-iam-policy-binding ${line.target} --member=${shellWord(member)} --role=${shellWord(role)}`;
  const held = bindings.some(
    ({ role, members, condition }) =>
      role === wanted?.role && members.includes(wanted.member) && condition === undefined,
  );
  const others = bindings.flatMap(({ role, members }) =>
    members
      .filter((member) => role !== wanted?.role || member !== wanted.member)
      .map((member) => ({
        says: `${member} holds ${role} on it.`,
        mend: change('remove', role, member),
      })),
  );
  if (wanted === undefined || held) return others;
  const { role, member } = wanted;
  return [{ says: `${member} lacks ${role} on it.`, mend: change('add', role, member) }, ...others];
}
