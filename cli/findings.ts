import { z } from 'zod';
import { UNSETTLED } from '../shared/domain/finding.ts';
import { table } from './table.ts';
import { format, Unusable } from './unusable.ts';

const Answer = z.object({
  findings: z.array(
    z.looseObject({
      id: z.string(),
      rule: z.string(),
      state: z.string(),
      mode: z.string(),
      project: z.string(),
      location: z.string(),
      job: z.string(),
      principal: z.string(),
      attempted: z.boolean().optional(),
      deployer: z.string().optional(),
      serviceAccount: z.string().optional(),
      lastSeen: z.string(),
    }),
  ),
  next: z.string().optional(),
});

type Shown = z.infer<typeof Answer>['findings'][number];

/** All findings of a running Bailiff as text; `attention` when any is not settled. */
export async function showFindings(options: {
  readonly url: string;
  readonly state?: string;
  readonly format: string;
}): Promise<{ readonly text: string; readonly attention: boolean }> {
  const wanted = format(options.format);
  const findings: Shown[] = [];
  let after: string | undefined;
  do {
    const page = await readPage(options, after);
    findings.push(...page.findings);
    after = page.next;
  } while (after !== undefined);
  const attention = findings.some(({ state }) => [...UNSETTLED].some((one) => one === state));
  if (wanted === 'json') return { text: `${JSON.stringify({ findings }, null, 2)}\n`, attention };
  if (findings.length === 0) return { text: 'No findings.\n', attention };
  const rows = findings.map((finding) => [
    finding.state,
    finding.mode,
    finding.rule,
    jobCell(finding),
    finding.deployer ?? finding.principal,
    finding.lastSeen,
  ]);
  return {
    text: table(['STATE', 'MODE', 'RULE', 'JOB', 'PRINCIPAL', 'LAST SEEN'], rows),
    attention,
  };
}

/** The job, or the newest of the denied deploys that one finding stands for, with the account that they share. */
function jobCell({ project, location, job, attempted, serviceAccount }: Shown): string {
  const name = `${project}/${location}/${job}`;
  if (attempted !== true) return name;
  return `ATTEMPT ${name}${serviceAccount === undefined ? '' : ` as ${serviceAccount}`}`;
}

async function readPage(
  options: { readonly url: string; readonly state?: string },
  after: string | undefined,
): Promise<z.infer<typeof Answer>> {
  const url = endpoint(options.url);
  if (options.state !== undefined) url.searchParams.set('state', options.state);
  if (after !== undefined) url.searchParams.set('after', after);
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(
    (cause: unknown) => {
      throw new Unusable(
        `Nothing answers at ${url.origin}. Start the local organization with npm start, or name another address with --url.`,
        { cause },
      );
    },
  );
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = Answer.safeParse(body);
  if (response.ok && parsed.success) return parsed.data;
  const said = z.object({ error: z.string() }).safeParse(body);
  throw new Unusable(
    `${url.origin} answered ${response.status}${said.success ? `: ${said.data.error}` : ', and not as a Bailiff console does. Check --url.'}`,
  );
}

function endpoint(base: string): URL {
  try {
    return new URL('/api/findings', base);
  } catch (cause) {
    throw new Unusable(`--url ${base} is no address. Write http://HOST:PORT.`, { cause });
  }
}
