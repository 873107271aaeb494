import { person } from '../person.ts';
import {
  ADMIN,
  BOSS,
  CI,
  DEPLOYERS,
  DEV,
  type ProjectId,
  REPORTS,
  RUNTIME,
  SECRET,
  STRANGE,
  TERRAFORM,
} from '../setting.ts';
import type { World } from '../world.ts';
import { pause } from './pause.ts';

export const JOBS = ['nightly', 'export', 'billing'] as const;
/** Where they are; two of one name in two projects are two jobs. */
const PLACES = [
  ['payments-prod', 'nightly'],
  ['payments-prod', 'export'],
  ['data-dev', 'nightly'],
  ['data-dev', 'billing'],
] as const satisfies readonly (readonly [ProjectId, (typeof JOBS)[number]])[];

function jobPath(project: string, job?: string): string {
  return `/v2/projects/${project}/locations/us-central1/jobs${job === undefined ? '' : `/${job}`}`;
}

function bodyOf({ random }: Pick<World, 'random'>, account: string | undefined) {
  const env = [{ name: 'TOKEN', value: `${SECRET}${random.below(1e9)}` }];
  const args = [`--password=${SECRET}${random.below(1e9)}`];
  const containers = [{ image: 'us-docker.pkg.dev/cloudrun/container/job', env, args }];
  const task = { containers, ...(account === undefined ? {} : { serviceAccount: account }) };
  return { labels: { team: 'payments' }, template: { template: task } };
}

/** Creates the job, or replaces it whole, as `gcloud run jobs deploy` does; refused more often than not with another's account. */
export async function deploy(world: World): Promise<void> {
  const { random } = world;
  const [project, job] = random.pick(PLACES);
  const as = random.pick([DEV, DEV, ...DEPLOYERS]);
  const account = random.pick([
    undefined,
    undefined,
    undefined,
    RUNTIME,
    RUNTIME,
    REPORTS,
    STRANGE,
  ]);
  await deployAs(world, as, project, job, account);
}

/** What Bailiff is there for. */
export async function deployDefault(world: World): Promise<void> {
  const [project, job] = world.random.pick(PLACES);
  await deployAs(world, world.random.pick([DEV, DEV, CI, TERRAFORM, ADMIN]), project, job);
}

/** A pipeline brings all that a project has at once, which may be more than is mended in an hour. */
export async function deployAll(world: World): Promise<void> {
  const { random } = world;
  const as = random.pick([DEV, ADMIN]);
  const [project] = random.pick(PLACES);
  for (const [place, job] of PLACES) if (place === project) await deployAs(world, as, project, job);
}

async function deployAs(
  world: World,
  as: string,
  project: ProjectId,
  job: string,
  account?: string,
) {
  const who = person(world, as);
  const body = bodyOf(world, account);
  const there = world.organization.jobs.has(jobPath(project, job).slice('/v2/'.length));
  if (there) await who.call('PATCH', jobPath(project, job), body);
  else await who.call('POST', `${jobPath(project)}?jobId=${job}`, body);
}

/** Whoever was refused tries again, a few times. */
export async function insist(world: World): Promise<void> {
  const { random } = world;
  const [project, job] = random.pick(PLACES);
  const account = random.chance(0.85) ? RUNTIME : STRANGE;
  for (let times = 0; times < 2; times += 1) {
    await deployAs(world, DEV, project, job, account);
    await pause(world, random.below(20 * 60_000));
  }
}

/** Terraform keeps setting a job to what its code says. */
export async function apply(world: World): Promise<void> {
  const { random } = world;
  const [project, job] = random.pick(PLACES);
  for (let times = 0; times < 3; times += 1) {
    await deployAs(world, TERRAFORM, project, job);
    await pause(world, random.below(15 * 60_000));
  }
}

export async function remove(world: World): Promise<void> {
  const [project, job] = world.random.pick(PLACES);
  await person(world, DEV).call('DELETE', jobPath(project, job));
}

export async function makeAgain(world: World): Promise<void> {
  const [project, job] = world.random.pick(PLACES);
  await person(world, DEV).call('DELETE', jobPath(project, job));
  await deployAs(world, world.random.pick([DEV, ADMIN]), project, job);
}

export async function execute(world: World): Promise<void> {
  const [project, job] = world.random.pick(PLACES);
  await person(world, DEV).call('POST', `${jobPath(project, job)}:run`, {});
}

/** Mends a job by hand, as its ticket says. */
export async function mend(world: World): Promise<void> {
  const [project, job] = world.random.pick(PLACES);
  await deployAs(
    world,
    world.random.pick([DEV, ADMIN]),
    project,
    job,
    project === 'payments-prod' ? REPORTS : undefined,
  );
}

/** Changes something else of a job, which stays as it is otherwise. */
export async function touch(world: World): Promise<void> {
  const [project, job] = world.random.pick(PLACES);
  const { ok, body } = await person(world, DEV).call('GET', jobPath(project, job));
  if (!ok) return;
  const { labels, template, etag } = body;
  const touched = {
    labels: { ...Object(labels), at: String(world.random.below(1000)) },
    template,
    etag,
  };
  await person(world, world.random.pick([DEV, BOSS])).call('PATCH', jobPath(project, job), touched);
}
