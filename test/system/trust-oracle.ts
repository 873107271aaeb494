import { agentOf, type Deploy, FOREIGNER, MINT, USER, type World } from './trust-world.ts';

/** One plain member of one plain binding on an account. */
export interface Grant {
  readonly account: string;
  readonly role: string;
  readonly member: string;
}

/**
 * What Bailiff may have granted so far, at most, by what the owner's file says and by what happened; nothing that the
 * world holds by itself. A denied deploy lets Bailiff grant until all its messages were delivered and somebody took the
 * grant away after that. Token minting under a job that is there may come back at any time where trust says restore.
 */
export function trustOracle(made: World) {
  const may = new Map<string, Grant>();
  /** Those of `may` that a denied deploy asked for of which messages may still be on their way. */
  const fresh = new Set<string>();
  const restorable = new Map<string, Grant>();
  let takenFromUnder = 0;
  const live = new Set<string>();

  const acts = (id: 'grant-act-as' | 'grant-token-creator', mode: string) =>
    mode === 'remediate' && made.ceiling === 'remediate' && made.actions.includes(id);
  const covering = ({ project, account }: Pick<Deploy, 'project' | 'account'>) =>
    made.trust.filter((one) => one.projects.includes(project) && one.accounts.includes(account));
  const minting = ({ project, account }: Deploy): readonly Grant[] =>
    account.endsWith(`@${project}.iam.gserviceaccount.com`) ||
    !acts('grant-token-creator', made.mode)
      ? []
      : [{ account, role: MINT, member: agentOf(project) }];
  const acting = (deploy: Deploy): readonly Grant[] => {
    const { as, account } = deploy;
    if (as === FOREIGNER || !acts('grant-act-as', made.actAsMode)) return [];
    const named = covering(deploy).flatMap(({ deployers }) => deployers);
    const members = named.includes(as) ? [as] : named.filter((one) => one.startsWith('group:'));
    return members.map((member) => ({ account, role: USER, member }));
  };

  return {
    denied(deploy: Deploy): void {
      if (covering(deploy).length === 0) return;
      for (const grant of [...minting(deploy), ...acting(deploy)]) {
        may.set(textOf(grant), grant);
        fresh.add(textOf(grant));
      }
    },
    deployed(deploy: Deploy): void {
      live.add(textOf({ account: deploy.account, role: MINT, member: agentOf(deploy.project) }));
      if (covering(deploy).some(({ restore }) => restore))
        for (const grant of minting(deploy)) restorable.set(textOf(grant), grant);
    },
    /** Nothing of what happened so far waits for delivery. */
    delivered(): void {
      fresh.clear();
    },
    /** An admin took all bindings of the role from the account. */
    revoked(account: string, role: string): void {
      for (const [text, grant] of may) {
        if (grant.account !== account || grant.role !== role || fresh.has(text)) continue;
        may.delete(text);
        if (live.has(text) && !restorable.has(text)) takenFromUnder += 1;
      }
    },
    allowed: (): readonly Grant[] => [...may.values(), ...restorable.values()],
    /** How often a grant of Bailiff's may not come back under a job that is there. */
    takenFromUnder: () => takenFromUnder,
  };
}
export type TrustOracle = ReturnType<typeof trustOracle>;

function textOf({ account, role, member }: Grant): string {
  return `${account} ${role} ${member}`;
}
