import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IDENTITIES } from '../../../shared/permissions/identities.ts';
import { permissionsPage } from '../../../shared/permissions/permissions-page.ts';

const WRITTEN = readFileSync('docs/permissions.md', 'utf8');

it('docs/permissions.md is what the code says; npm run permissions writes it', () => {
  expect(WRITTEN).toBe(permissionsPage());
});

it('docs/permissions.md names every identity and every permission of it', () => {
  for (const { account, grants } of IDENTITIES) {
    expect(WRITTEN).toMatch(new RegExp(`^\\| .?${account}`, 'm'));
    for (const { uses, role, where } of grants)
      for (const { permission } of uses)
        expect(WRITTEN).toMatch(
          new RegExp(
            `^\\| \`${permission}\` \\| .* \\| \`${role}\`, (?:.*, )?${where}(?:,.*)? \\|$`,
            'm',
          ),
        );
  }
});
