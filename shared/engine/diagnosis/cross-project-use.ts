import type { Condition } from '../../domain/diagnosis.ts';
import { type DiagnosisFacts, projectOf } from './facts.ts';
import { liftConstraint, NOTHING } from './mending.ts';

/** The account's project lets its accounts be used in other projects. */
export function crossProjectUse(facts: DiagnosisFacts): Condition {
  const { crossProject } = facts;
  const id = 'cross-project-use';
  if (crossProject === undefined) {
    const because = "The account is of the job's own project, so no other project uses it.";
    return { id, state: 'not-needed', where: '', because, ...NOTHING };
  }
  const { because } = crossProject;
  const where = `off in ${projectOf(facts)}`;
  switch (crossProject.state) {
    case 'off':
      return { id, state: 'holds', where, because, ...NOTHING };
    case 'enforced':
      return {
        id,
        state: 'missing',
        where: '',
        because: `${because} A job of another project cannot use its accounts.`,
        ...liftConstraint(facts),
      };
    case 'unknown':
      return { id, state: 'unknown', where: '', because, ...liftConstraint(facts) };
  }
}
