import { z } from 'zod';
import { UNSETTLED } from '../shared/domain/finding.ts';
import { askConsole, type ConsoleOptions } from './ask-console.ts';
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

interface FindingsOptions extends ConsoleOptions {
  readonly state?: string;
  readonly format: string;
}

/** All findings of a running Bailiff as text; `attention` when any is not settled. */
export async function showFindings(
  options: FindingsOptions,
): Promise<{ readonly text: string; readonly attention: boolean }> {
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
  { state, ...options }: FindingsOptions,
  after: string | undefined,
): Promise<z.infer<typeof Answer>> {
  const query = new URLSearchParams({
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { after }),
  });
  const { status, body, origin } = await askConsole(options, `/api/findings?${query}`);
  const parsed = Answer.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  const said = z.object({ error: z.string() }).safeParse(body);
  throw new Unusable(
    `${origin} answered ${status}${said.success ? `: ${said.data.error}` : ', and not as a Bailiff console does. Check --url.'}`,
  );
}
