import type { Diagnosis } from '../domain/diagnosis.ts';
import { principalText } from '../domain/principal.ts';
import { parseServiceAccount } from '../domain/service-account.ts';
import type { ProjectFacts, Subject } from '../domain/subject.ts';
import { askAccess } from './ask-access.ts';
import { type DiagnoseReaders, diagnose } from './diagnose.ts';
import { accountName, homeOf } from './diagnosis/facts.ts';

export type AttemptedSubject = Extract<Subject, { kind: 'attempted' }>;

/** What an entry tells of a deploy that was refused, in a project that was read. */
export type AskedDeploy = Pick<
  AttemptedSubject,
  'resource' | 'project' | 'serviceAccount' | 'impliesDefault' | 'denial' | 'principal'
>;

export interface AttemptHints {
  /** RFC 3339: conditions on time are judged at this moment. */
  readonly at: string;
  /** The unique id that the account must have, see pins.ts; none is asked for when left out. */
  readonly pinned?: AttemptPin;
}

/** Takes the account by its address. */
export type AttemptPin = (
  account: string,
  project: ProjectFacts,
) => Promise<string | undefined> | string | undefined;

/**
 * Reads everything that the rules judge a refused deploy by: nothing where the entry does not tell the account, and of
 * a text that is no account no more than it says. Throws ApiFailure for what may pass.
 */
export async function gatherAttempt(
  asked: AskedDeploy,
  readers: DiagnoseReaders,
  hints: AttemptHints,
): Promise<AttemptedSubject> {
  const { project, principal, denial, impliesDefault } = asked;
  const serviceAccount = addressOf(asked.serviceAccount);
  const account = serviceAccount ?? (impliesDefault ? '' : undefined);
  const diagnosis =
    account === undefined
      ? undefined
      : await diagnose(
          {
            project,
            account,
            deployer: principal,
            pinned: account === '' ? undefined : await hints.pinned?.(account, project),
          },
          readers,
          hints.at,
        );
  return {
    kind: 'attempted',
    resource: { ...asked.resource, project: project.id },
    project,
    serviceAccount,
    impliesDefault,
    denial,
    principal,
    diagnosis,
    deployerMayRead:
      diagnosis !== undefined && (await mayRead(asked, diagnosis, readers, hints.at)),
    unread: [],
  };
}

/** Whether Google would tell the deployer how the account stands; of one that is not there, whether its project would. */
async function mayRead(
  { principal }: AskedDeploy,
  { account }: Diagnosis,
  readers: DiagnoseReaders,
  at: string,
): Promise<boolean> {
  const parsed = parseServiceAccount(account.email);
  // What is known of these is what the text says, which the deployer wrote.
  if (parsed.kind === 'malformed' || parsed.kind === 'service-agent') return true;
  const resource =
    account.state === 'missing'
      ? `//cloudresourcemanager.googleapis.com/projects/${homeOf(parsed)}`
      : accountName(parsed);
  const permission = 'iam.serviceAccounts.get';
  const question = { principal: principalText(principal), resource, permission, at };
  const { state } = await askAccess(question, readers);
  return state === 'granted';
}

/** As the account's own project writes it; a text that is no account stays as it is. */
function addressOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const account = parseServiceAccount(text);
  return account.kind === 'malformed' ? text : account.email;
}
