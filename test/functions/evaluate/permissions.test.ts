import { expect, it } from 'vitest';
import { IDENTITIES } from '../../../shared/permissions/identities.ts';
import { RULES } from '../../../shared/rules/registry.ts';

it('evaluate holds on the organization what the rules need to know, and nothing more', () => {
  const { grants = [] } = IDENTITIES.find(({ account }) => account === 'bailiff-evaluate') ?? {};
  const uses = grants.flatMap((grant) => (grant.where === 'organization' ? grant.uses : []));
  const held = [...new Set(uses.map(({ permission }) => permission))].toSorted();
  const needed = [...new Set(RULES.flatMap(({ permissions }) => permissions))].toSorted();
  expect(held).toEqual(needed);
});
