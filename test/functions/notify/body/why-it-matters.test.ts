import { expect, it } from 'vitest';
import { whyItMatters } from '../../../../functions/notify/body/why-it-matters.ts';
import { RULES } from '../../../../shared/rules/registry.ts';

it.each(RULES.map(({ id }) => id))('says of %s in a few sentences what it is about', (rule) => {
  const why = whyItMatters(rule) ?? '';
  expect(why).toMatch(/^[A-Z].*\.$/);
  expect(why.split('. ').length).toBeLessThan(5);
});

it('says nothing of a rule that nobody knows', () => {
  expect(whyItMatters('constructor')).toBeUndefined();
});
