import { describe, expect, it } from 'vitest';
import { locate } from '../../../shared/engine/locate.ts';
import { ProjectUnread } from '../../../shared/engine/project-unread.ts';

const ORGANIZATION = 'organizations/100000000001';
const PAYMENTS = { id: 'payments-prod', number: '310000000001', labels: { team: 'payments' } };

/** Readers that answer what is listed, one after another. */
function readers(
  answers: readonly (
    | (Partial<Pick<typeof PAYMENTS, 'labels'>> & Omit<typeof PAYMENTS, 'labels'>)
    | undefined
  )[],
  held = true,
) {
  const left = [...answers];
  return {
    organization: ORGANIZATION,
    projects: {
      get: async () => left.shift(),
      ancestors: async () => ['folders/200000000001', ORGANIZATION],
      holdsOnOrganization: async (_: string, permissions: readonly string[]) =>
        held ? permissions : [],
    },
  };
}

describe('a project', () => {
  it('is told without labels where it has none', async () => {
    const { labels: _, ...bare } = PAYMENTS;
    expect(await locate('payments-prod', readers([bare]))).toEqual({
      kind: 'inside',
      project: { ...bare, ancestors: ['folders/200000000001', ORGANIZATION] },
    });
  });

  it('is the organization’s though it was refused once, since that may pass', async () => {
    expect(await locate('payments-prod', readers([undefined, PAYMENTS]))).toEqual({
      kind: 'inside',
      project: { ...PAYMENTS, ancestors: ['folders/200000000001', ORGANIZATION] },
    });
  });

  it('is a stranger’s when it is refused twice to whoever may read all of the organization’s', async () => {
    expect(await locate('stranger-prod', readers([undefined, undefined]))).toEqual({
      kind: 'outside-organization',
    });
  });

  it('is not known when Bailiff may not read the organization’s projects', async () => {
    await expect(locate('payments-prod', readers([undefined, PAYMENTS], false))).rejects.toThrow(
      ProjectUnread,
    );
  });
});
