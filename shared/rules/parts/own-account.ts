import { accountEmail } from '../../domain/account-email.ts';
import { actAsLine, createAccountLine, jobLine } from '../../domain/gcloud.ts';
import type { Resource } from '../../domain/resource.ts';

/** Lines that give the job an account of its own, which whoever deploys it, where known, may act as. */
export function ownAccountLines(
  resource: Resource,
  verb: 'create' | 'update',
  member: string | undefined,
): readonly string[] {
  const { name, project } = resource;
  const account = `${name.slice(0, 22).replace(/-+$/, '')}-runner`;
  const email = accountEmail(account, project);
  return [
    createAccountLine(account, project),
    ...(member === undefined ? [] : [actAsLine('add', email, member, project)]),
    jobLine(verb, resource, email),
  ];
}
