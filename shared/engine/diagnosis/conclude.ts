import type { Diagnosis } from '../../domain/diagnosis.ts';
import { type Principal, principalText } from '../../domain/principal.ts';
import { accountState, accountUsable } from './account-usable.ts';
import { actAs } from './act-as.ts';
import { crossProjectUse } from './cross-project-use.ts';
import { type DiagnosisFacts, homeId } from './facts.ts';
import { tokenMinting } from './token-minting.ts';

/** What the facts amount to. Pure. */
export function conclude(facts: DiagnosisFacts): Diagnosis {
  const { project, account, found, deployer } = facts;
  return {
    project: { id: project.id, number: project.number },
    account: {
      email: account.email,
      project: homeId(facts),
      uniqueId: found.kind === 'found' ? found.account.uniqueId : undefined,
      state: accountState(facts),
    },
    deployer: deployerText(deployer),
    conditions: [accountUsable(facts), actAs(facts), tokenMinting(facts), crossProjectUse(facts)],
    unread: unreadOf(facts),
  };
}

export function deployerText(deployer: Principal | undefined): string | undefined {
  return deployer === undefined ? undefined : principalText(deployer);
}

/**
 * A permission on an account that is not there cannot be told, but that is no right that anybody lacks; what a
 * federated identity may do cannot be asked of any account.
 */
function unreadOf(facts: DiagnosisFacts): readonly string[] {
  const { found, deployer, actAs, minting, crossProject } = facts;
  const gone = found.kind === 'missing';
  const permissions = [
    ...(gone && deployer?.kind !== 'federated' ? [] : [actAs]),
    ...(gone ? [] : [minting]),
  ];
  const readings = [...permissions, crossProject].flatMap((one) =>
    one?.state === 'unknown' ? [one.because] : [],
  );
  return [...new Set([...(found.kind === 'unread' ? [found.because] : []), ...readings])];
}
