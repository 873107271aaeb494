import { describe, expect, it } from 'vitest';
import { mendingOf } from '../../../shared/policy/mending.ts';
import { RULES } from '../../../shared/rules/registry.ts';

describe('mendingOf', () => {
  it('tells of every rule which action mends it, where it is named, and how far it goes', () => {
    expect(Object.fromEntries(RULES.map(({ id }) => [id, mendingOf(id)]))).toEqual({
      'default-service-account': {
        action: 'assign-service-account',
        by: 'settings',
        most: 'remediate',
      },
      'service-account-unusable': undefined,
      'missing-act-as': { action: 'grant-act-as', by: 'trust', most: 'remediate' },
      'missing-token-creator': { action: 'grant-token-creator', by: 'trust', most: 'remediate' },
      'cross-project-use-disabled': {
        action: 'allow-cross-project-use',
        by: 'trust',
        most: 'approve',
      },
    });
  });

  it.each(['', 'constructor', 'toString', 'missing-owner'])('knows nothing for "%s"', (rule) => {
    expect(mendingOf(rule)).toBeUndefined();
  });
});
