import { accountEmail } from '../../domain/account-email.ts';
import { actAsLine, createAccountLine, jobLine } from '../../domain/gcloud.ts';
import type { Resource } from '../../domain/resource.ts';

/** What a job's own account is called, within the 30 characters that the id of an account may have. */
export function ownAccountId({ name }: Pick<Resource, 'name'>): string {
  return `${name.slice(0, 22).replace(/-+$/, '')}-runner`;
}

/** Lines that give the job an account of its own, which whoever deploys it, where known, may act as. */
export function ownAccountLines(
  resource: Resource,
  verb: 'create' | 'update',
  member: string | undefined,
): readonly string[] {
  const { project } = resource;
  const account = ownAccountId(resource);
  const email = accountEmail(account, project);
  return [
    createAccountLine(account, project),
    ...(member === undefined ? [] : [actAsLine('add', email, member, project)]),
    jobLine(verb, resource, email),
  ];
}
