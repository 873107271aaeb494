import { describe, expect, it } from 'vitest';
import { policyJsonSchema } from '../../../shared/policy/json-schema.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { textOf } from './loaded.ts';

describe('policy.schema.json', () => {
  it('is what the policy schema says; npm run schema writes it', () => {
    const written: unknown = JSON.parse(textOf('shared/policy/policy.schema.json'));
    expect(written).toEqual(policyJsonSchema(RULES));
  });

  it('describes every rule under its id, and closes every map', () => {
    const schema = policyJsonSchema([{ id: 'first-rule', summary: 'The first thing is wrong.' }]);
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
      required: ['apiVersion'],
      properties: {
        rules: {
          additionalProperties: false,
          properties: {
            'first-rule': { description: 'The first thing is wrong.', additionalProperties: false },
          },
        },
      },
    });
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":{}');
  });

  it('is named in the first line of the example, so that editors find it', () => {
    expect(textOf('examples/policy.yaml').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=../shared/policy/policy.schema.json',
    );
  });
});
