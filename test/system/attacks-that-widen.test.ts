import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT, type Local, mends, startLocal } from './local.ts';

const WANTED = 'roles/storage.objectViewer';
const DATA_DEFAULT = '310000000002-compute@developer.gserviceaccount.com';

let local: Local;
beforeAll(async () => {
  local = await startLocal({
    policy: mends(WANTED),
    edit: ({ projects }) => {
      const data = projects.find(({ id }) => id === 'data-dev');
      // By another name, it holds all that the wanted role does.
      const role = 'roles/storage.objectUser';
      data?.bindings.push({ role, members: [`serviceAccount:${DATA_DEFAULT}`] });
    },
  });
});
afterAll(() => local.close());

function rolesOf(email: string | undefined, project: string): readonly string[] {
  const { bindings = [] } = local.allowPolicy(`projects/${project}`) ?? {};
  return bindings
    .filter(({ members }) => members.includes(`serviceAccount:${email}`))
    .map(({ role }) => role);
}

describe('a role that the policy asks for and the deployment allows', () => {
  it('is granted where the default account held its permissions already, by whatever role', async () => {
    await local.create('exporter', { project: 'data-dev' });
    await local.settled();
    const email = local.runsAs('exporter', { project: 'data-dev' });
    expect(email).toMatch(/^exporter-[0-9a-f]{10}@data-dev\./);
    expect(rolesOf(email, 'data-dev')).toEqual([WANTED]);
  });

  it('is not granted where the default account held less, though Editor: the ticket says so', async () => {
    expect(rolesOf(DEFAULT, 'payments-prod')).toEqual(['roles/editor']);
    await local.create('exporter');
    await local.settled();
    const email = local.runsAs('exporter');
    expect(email).toMatch(/^exporter-[0-9a-f]{10}@payments-prod\./);
    expect(rolesOf(email, 'payments-prod')).toEqual([]);
    const tickets = await local.ledger.tickets();
    const ticket = tickets.find(({ title }) => title.includes('payments-prod'));
    expect(ticket?.body).toContain(
      'roles/storage.objectViewer was left out: the replaced account does not hold storage.managedFolders.get, storage.managedFolders.list, storage.objects.get and 1 more on the project.',
    );
  });

  it('keeps a job off its own account for an approver, once somebody gave that one more', async () => {
    const email = local.runsAs('exporter');
    const more = { role: WANTED, members: [`serviceAccount:${email}`] };
    await local.editPolicy('projects/payments-prod', (bindings) => [...bindings, more]);
    await local.update('exporter');
    await local.settled();
    const { state, decision } = await local.finding('exporter');
    expect(state).toBe('awaiting-approval');
    expect(decision.because.at(-1)).toMatch(
      /^The dedicated account exporter-\S+ holds storage\.\S+ on project payments-prod, and the account it would replace does not\.$/,
    );
    expect(local.runsAs('exporter')).toBe(DEFAULT);
  });
});
