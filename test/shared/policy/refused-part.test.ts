import { expect, it } from 'vitest';
import { compileCondition } from '../../../shared/policy/condition.ts';

it.each([
  'finding.rule.matches("^(a+)+$")',
  '!(finding.attempted || finding.resource.labels.exists(k, k.matches("a")))',
  '[finding.rule].all(r, r.matches("a"))',
  '{"a": finding.rule.matches("a")}["a"]',
  'finding.attempted ? true : finding.rule.matches("a")',
  '[finding.rule.matches("a")][0]',
])('refuses matches() wherever it hides: %s', (text) => {
  const compiled = compileCondition(text);
  expect(compiled).toMatchObject({ ok: false });
  expect(compiled.ok ? '' : compiled.message).toContain('matches() is refused');
});

it('says where the refused call begins', () => {
  expect(compileCondition('true && finding.rule.matches("a")')).toMatchObject({ offset: 8 });
});

it.each([
  ['finding.rule.glob(finding.principal)', 'written out in quotes'],
  ['finding.rule.glob("a" + "*")', 'written out in quotes'],
  ['finding.rule.glob("a?")', 'only * is special'],
  ['finding.rule.glob("[ab]*")', 'only * is special'],
  ['finding.rule.glob("{a,b}")', 'only * is special'],
  ['cel.bind(x, finding.rule, x == x)', 'cel.bind() is refused'],
  ['[1].all(a, [2].exists(b, [3].all(c, a == b)))', 'all() is refused inside two others'],
  ['[1].map(a, [2].map(b, [3].filter(c, true))) == []', 'filter() is refused inside two others'],
])('refuses %s', (text, part) => {
  const compiled = compileCondition(text);
  expect(compiled.ok ? '' : compiled.message).toContain(part);
});

it.each([
  'finding.rule == "matches"',
  'has(finding.resource.labels.matches)',
  '[1].all(a, [2].all(b, true))',
  '[1].all(a, true) && [2].all(b, true) && [3].all(c, true)',
  'finding.rule.glob("default-*")',
])('lets %s pass', (text) => {
  expect(compileCondition(text)).toMatchObject({ ok: true });
});
