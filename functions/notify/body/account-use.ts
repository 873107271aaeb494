import type { Block } from '../../../shared/domain/block.ts';
import type { Condition, Diagnosis } from '../../../shared/domain/diagnosis.ts';
import {
  type AccountUseCase,
  type AccountUseFindings,
  accountUseCase,
} from './account-use-case.ts';
import { accountUsePicture } from './account-use-picture.ts';
import { afterMending } from './after-mending.ts';
import { footer } from './footer.ts';
import { foughtOver } from './fought-over.ts';
import { conditionTerm, NAMED_BY_GOOGLE } from './google-terms.ts';
import { introduction } from './introduction.ts';
import { list } from './list.ts';
import { logEntry } from './log-entry.ts';
import { mergedHistory } from './merged-history.ts';
import { paragraph } from './paragraph.ts';
import { proposed } from './proposed.ts';
import { reasons } from './reasons.ts';
import { diagnosedRemedy, remedyBlocks } from './remedy.ts';
import type { TicketContext } from './ticket-context.ts';
import { withheldSection } from './withheld.ts';

/**
 * One section for all findings on a job's or a denied deploy's account: who did what, every condition, what Bailiff
 * did, and how to mend it or do without. Says less where the deployer may not be told, see withheld.ts.
 */
export function accountUseSection(
  findings: AccountUseFindings,
  context: TicketContext,
): readonly Block[] {
  const use = accountUseCase(findings);
  return use.newest.evidence.withheld ? withheldSection(use, context) : section(use, context);
}

function section(use: AccountUseCase, context: TicketContext): readonly Block[] {
  const { findings, newest, mended } = use;
  const { diagnosis, denial } = newest.evidence;
  const conditions = relevant(use);
  const unknown = unknownsOf(newest, conditions);
  const heading = newest.attempted
    ? 'What the deploy takes, and how that stood'
    : 'What it takes to run as the account, and how that stood';
  return [
    paragraph(introduction(use, diagnosis.account.project)),
    ...reasons(use),
    ...(denial === undefined
      ? []
      : [
          paragraph(
            `${NAMED_BY_GOOGLE[denial]} It names one reason at a time; these are all conditions.`,
          ),
        ]),
    accountUsePicture(use, conditions, diagnosis.account.project),
    list(
      heading,
      conditions.map((condition) => itemOf(condition, diagnosis)),
    ),
    ...logEntry(newest),
    ...(unknown.length > 0 ? [list('Not known to Bailiff, and what it lacks', unknown)] : []),
    list(
      'What Bailiff decided, and why',
      findings.map(
        ({ rule, mode, state, decision }) =>
          `${rule} (${mode}, ${state}): ${decision.because.join(' ')}`,
      ),
    ),
    list('What happened', mergedHistory(findings)),
    ...findings.flatMap(foughtOver),
    ...proposed(findings),
    ...(mended ? [] : remedyBlocks(use, diagnosedRemedy(use, conditions))),
    ...afterMending(use),
    ...footer(use, context),
  ];
}

/** Who deploys is asked of attempts alone, and two conditions are for another project's accounts alone. */
function relevant({ newest }: AccountUseCase): readonly Condition[] {
  return newest.evidence.diagnosis.conditions.filter(
    ({ id, state }) => state !== 'not-needed' && (id !== 'act-as' || newest.attempted),
  );
}

function itemOf({ id, state, where, because }: Condition, diagnosis: Diagnosis) {
  const place = where === '' ? '' : ` (${where})`;
  const line = `${state}${place}: ${conditionTerm(id, diagnosis, diagnosis.account.project)}`;
  return state === 'holds' ? line : ([line, because] as const);
}

/** What the conditions do not say already. */
function unknownsOf(
  { indeterminate, evidence }: AccountUseCase['newest'],
  conditions: readonly Condition[],
): readonly string[] {
  const told = conditions.filter(({ state }) => state === 'unknown');
  return [...new Set([...evidence.diagnosis.unread, ...indeterminate])].filter(
    (sentence) => !told.some(({ because }) => because.includes(sentence)),
  );
}
