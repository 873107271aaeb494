import type { Block } from '../../../shared/domain/block.ts';
import type { ConditionId } from '../../../shared/domain/diagnosis.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import { homeOf, type PlacedAccount } from '../../../shared/engine/diagnosis/facts.ts';
import {
  letActAs,
  letMint,
  liftConstraint,
  type Mending,
  NOTHING,
} from '../../../shared/engine/diagnosis/mending.ts';
import { unknownAccess } from '../../../shared/gcp/explanation.ts';
import { type AccountUseCase, conditionsOf } from './account-use-case.ts';
import { accountUsePicture } from './account-use-picture.ts';
import { afterMending } from './after-mending.ts';
import { footer } from './footer.ts';
import { actAsDenial, conditionTerm, NAMED_BY_GOOGLE, whoDeploys } from './google-terms.ts';
import { introduction } from './introduction.ts';
import { list } from './list.ts';
import { logEntry, logPlace } from './log-entry.ts';
import { paragraph } from './paragraph.ts';
import { reasons } from './reasons.ts';
import { type Remedy, remedyBlocks } from './remedy.ts';
import type { TicketContext } from './ticket-context.ts';
import { withheldDeeds } from './withheld-deeds.ts';

/**
 * What a deployer is told who may not read the account: no more than Google's denial and what follows from the address
 * alone. Of the diagnosis only project, address and deployer are used, of decision and history no more than
 * withheld-deeds.ts takes: an account that is not there and one without either binding give the same text.
 */
export function withheldSection(use: AccountUseCase, context: TicketContext): readonly Block[] {
  const { newest, mended } = use;
  const { diagnosis } = newest.evidence;
  const remedy = remedyOf(use);
  const ids = conditionsOf(use);
  return [
    paragraph(introduction(use, remedy.home)),
    ...reasons(use),
    paragraph(googleSays(use)),
    accountUsePicture(
      use,
      ids.map((id) => ({ id, state: 'needed' })),
      remedy.home,
    ),
    list(
      mended ? 'What the deploy lacked' : 'What the deploy lacks, if there is such an account',
      ids.map((id) => conditionTerm(id, diagnosis, remedy.home)),
    ),
    ...ownLogEntry(newest),
    ...withheldDeeds(use),
    ...(mended ? [] : remedyBlocks(use, remedy)),
    ...afterMending(use),
    ...footer(use, context),
  ];
}

/** The deployer's own try stands in the log of the job's project; what stands in another's tells of the account. */
function ownLogEntry({ source, resource }: AccountUseCase['newest']): readonly Block[] {
  const own = source !== undefined && logPlace(source) === `projects/${resource.project}`;
  return own ? logEntry({ source }) : [];
}

function googleSays({ newest }: AccountUseCase): string {
  const { deployer, evidence } = newest;
  const denial = evidence.denial ?? 'other';
  const quoted =
    denial === 'act-as'
      ? `Google says: "${actAsDenial(evidence.diagnosis.account.email)}" It says so of an account that a deployer may not use, and of one that does not exist.`
      : NAMED_BY_GOOGLE[denial];
  return `${quoted} ${whoDeploys(deployer)} may not read the account, so this ticket tells no more of it.`;
}

function remedyOf(use: AccountUseCase): Remedy {
  const { newest } = use;
  const { diagnosis } = newest.evidence;
  const account = parseServiceAccount(diagnosis.account.email);
  if (account.kind === 'malformed' || account.kind === 'service-agent')
    return { home: undefined, ids: [], fix: [], terraform: [], perhaps: [] };
  const ids = conditionsOf(use);
  const mendings = ids.map((id) => mendingOf(id, account, use));
  return {
    home: homeOf(account),
    ids,
    fix: mendings.flatMap(({ fix }) => fix),
    terraform: mendings.flatMap(({ terraform }) => terraform),
    perhaps: [],
  };
}

/** By the address alone: as if nothing had been read. */
function mendingOf(id: ConditionId, account: PlacedAccount, { newest }: AccountUseCase): Mending {
  const { project, deployer } = newest.evidence.diagnosis;
  const facts = {
    project: { ...project, ancestors: [] },
    account,
    found: { kind: 'unread', because: '' },
    pinned: undefined,
    deployer: parsePrincipal(deployer),
    actAs: undefined,
    minting: unknownAccess(''),
    crossProject: undefined,
  } as const;
  switch (id) {
    case 'account-usable':
      return NOTHING;
    case 'act-as':
      return letActAs(facts);
    case 'token-minting':
      return letMint(facts);
    case 'cross-project-use':
      return liftConstraint(facts);
  }
}
