import type { Block } from '../../../shared/domain/block.ts';
import { code } from './code.ts';
import type { FindingOf } from './finding-of.ts';

type DefaultAccountFinding = FindingOf<'default-service-account'>;

/** Which of the default accounts it is, in words, with its address where that is known. */
export function accountWords({ evidence }: DefaultAccountFinding): string {
  const which = evidence.which === 'app-engine' ? 'App Engine default' : 'Compute Engine default';
  return `the ${which} account${evidence.account === undefined ? '' : ` ${evidence.account}`}`;
}

/** Who deployed which job, as whom it runs, and what it may do by that. */
export function defaultAccountPicture(finding: DefaultAccountFinding): Block {
  const { resource, attempted, principal, deployer = 'unknown' } = finding;
  const who = attempted ? deployer : principal;
  const named = who === 'unknown' ? 'an unknown principal' : who;
  return code('Who runs as whom, as Bailiff found it', [
    `${named}, who ${attempted ? 'was refused the deploy' : 'changed it last'}`,
    `  -> the job ${resource.name} in ${resource.project} (${resource.location})`,
    `    -> ${attempted ? 'was to run' : 'runs'} as ${accountWords(finding)}`,
    ...rolesOf(finding).map((role) => `      -> ${role}`),
  ]);
}

function rolesOf({ evidence, resource }: DefaultAccountFinding): readonly string[] {
  if (evidence.roles === undefined)
    return [`which roles it holds on ${resource.project} was not read`];
  if (evidence.roles.length === 0) return [`holds no role on ${resource.project} that was found`];
  return evidence.roles.map((role) => `holds ${role} on ${resource.project}`);
}
