import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { localOf, ROOT, readConfiguration } from './configuration.ts';

const Organization = z.object({
  organization: z.object({ roles: z.record(z.string(), z.array(z.string())) }),
});
const Roles = z.record(
  z.string(),
  z.object({ title: z.string(), permissions: z.array(z.string()) }),
);
const Texts = z.array(z.string());

const configuration = await readConfiguration('infra');
const deployed = Object.fromEntries(
  Object.entries(Roles.parse(localOf(configuration, 'roles'))).map(([id, { permissions }]) => [
    id,
    permissions,
  ]),
);
const local = Organization.parse(
  parse(readFileSync(join(ROOT, 'sandbox/organization.yaml'), 'utf8')),
).organization.roles;

describe("Bailiff's custom roles", () => {
  it('are those of the local organization, and no others', () => {
    const own = Object.keys(local).filter((id) => id.startsWith('bailiff'));
    expect(Object.keys(deployed).sort()).toEqual(own.sort());
  });

  it.each(Object.keys(deployed))('%s holds what it holds in the local organization', (id) => {
    expect([...(deployed[id] ?? [])].sort()).toEqual([...(local[id] ?? [])].sort());
  });

  it('hold no permission twice', () => {
    for (const permissions of Object.values(deployed))
      expect(permissions).toEqual([...new Set(permissions)]);
  });

  it('lets the reader read alone', () => {
    const changing = deployed['bailiffReader']?.filter((one) => !isRead(one));
    expect(changing).toEqual([]);
  });

  it('lets the sweeper search the inventory alone', () => {
    expect(deployed['bailiffSweeper']).toEqual(['cloudasset.assets.searchAllResources']);
  });

  it('has every permission that changes something denied where nothing may change', () => {
    const changing = Object.values(deployed)
      .flat()
      .filter((one) => !isRead(one))
      .map(asDenied);
    const denied = Texts.parse(localOf(configuration, 'denied_writes'));
    expect([...denied].sort()).toEqual([...new Set(changing)].sort());
  });
});

describe('the whole deployment', () => {
  it('names no basic role, except to refuse it', () => {
    const named = readdirSync(join(ROOT, 'infra'))
      .filter((name) => name.endsWith('.tf'))
      .flatMap((name) =>
        readFileSync(join(ROOT, 'infra', name), 'utf8')
          .split('\n')
          .filter((line) => /roles\/(?:owner|editor|viewer)\b/.test(line))
          .map((line) => `${name}: ${line.trim()}`),
      );
    expect(named).toEqual([
      'variables.tf: condition     = length(setintersection(var.dedicated_account_roles, ["roles/owner", "roles/editor", "roles/viewer"])) == 0',
    ]);
  });

  it('makes no key and takes no secret, so that its state holds none', () => {
    const types = Object.values(configuration).flatMap((file) => Object.keys(file.resource));
    // Who may read one is not what is in it.
    const holding = types.filter((type) => !type.endsWith('_iam_member'));
    expect(holding.filter((type) => /key|secret|password/.test(type))).toEqual([]);
    const variables = Object.values(configuration).flatMap((file) => Object.keys(file.variable));
    expect(variables.filter((name) => /key|secret|password|token/.test(name))).toEqual([]);
  });
});

function isRead(permission: string): boolean {
  const verb = permission.split('.').at(-1) ?? '';
  return /^(?:get|list|getIamPolicy|downloadArtifacts|searchAllResources)$/.test(verb);
}

/** Deny policies name a permission with its service's whole name. */
function asDenied(permission: string): string {
  const [service, ...rest] = permission.split('.');
  const name = service === 'resourcemanager' ? 'cloudresourcemanager' : service;
  return `${name}.googleapis.com/${rest.join('.')}`;
}
