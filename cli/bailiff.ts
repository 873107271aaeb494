import { Command, CommanderError, Option } from 'commander';
import { accessTokenFile } from './access-token-file.ts';
import { closeAlert, showAlerts } from './alerts.ts';
import { askApprover, type Verb } from './approvals.ts';
import { ceiling } from './ceiling.ts';
import type { AskOptions, Said } from './console-call.ts';
import type { DoctorOptions } from './doctor/doctor.ts';
import type { ExplainOptions } from './explain-target.ts';
import { showFindings } from './findings.ts';
import { addNotifyTest } from './notify/command.ts';
import { checkPolicy } from './policy-check.ts';
import type { ReplayOptions } from './replay/dead-letters.ts';
import { sandboxEnvironment } from './sandbox-env.ts';
import { Unusable } from './unusable.ts';

const FORMATS = 'table or json';
const APPROVER = 'user:admin@example.com';
const OPERATOR = 'user:operator@example.com';
const EVALUATE = 'serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';

/** Exit codes: 0 fine, 1 findings or faults, 2 bad usage or input. */
async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let status = 0;
  const local = `http://127.0.0.1:${env['PORT'] ?? '8080'}`;
  // Not an option: other people of the machine see those.
  const token = env['BAILIFF_TOKEN'] || undefined;
  const program = new Command('bailiff')
    .description('Keeps Cloud Run jobs on the right service identity.')
    .exitOverride()
    .addHelpText(
      'after',
      '\nA console on Google Cloud wants an ID token in BAILIFF_TOKEN: docs/approval.md.',
    )
    .showHelpAfterError('(bailiff --help lists the commands)');

  program
    .command('findings')
    .description('list the findings of a running Bailiff; exit code 1 when one wants attention')
    .option('--url <URL>', 'where the console answers', local)
    .option('--state <STATE>', 'only findings in this state')
    .option('--format <FORMAT>', FORMATS, 'table')
    .action(async (options: { url: string; state?: string; format: string }) => {
      const shown = await showFindings({ ...options, token });
      process.stdout.write(shown.text);
      status = shown.attention ? 1 : 0;
    });

  const saying = async (said: Promise<Said>) => {
    const { ok, text } = await said;
    process.stdout.write(text);
    status = ok ? 0 : 1;
  };
  const asking = (verb: Verb, finding: string, body: object, options: AskOptions) =>
    saying(askApprover(verb, finding, body, { ...options, token }));
  const asks = (line: string, what: string, parent = program) =>
    parent
      .command(line)
      .description(`${what}; exit code 1 when Bailiff refuses`)
      .option('--as <PRINCIPAL>', 'who asks the local organization', APPROVER)
      .option('--url <URL>', 'where the console answers', local)
      .option('--format <FORMAT>', FORMATS, 'table');
  asks('approve <FINDING>', 'approve the plan that a finding shows')
    .option('--digest <DIGEST>', 'only this plan, by the first 12 digits or more')
    .action((finding: string, { digest, ...options }: AskOptions & { digest?: string }) =>
      asking('approve', finding, { digest }, options),
    );
  asks('reject <FINDING>', 'reject the plan that a finding shows, which then stays at ticket')
    .requiredOption('--reason <TEXT>', 'why, for its history')
    .action((finding: string, { reason, ...options }: AskOptions & { reason: string }) =>
      asking('reject', finding, { reason }, options),
    );
  asks('undo <FINDING>', 'take back what Bailiff changed for a finding')
    .option('--dry-run', 'only say what that is')
    .action((finding: string, { dryRun, ...options }: AskOptions & { dryRun?: true }) =>
      asking('undo', finding, { dryRun }, options),
    );

  asks('ceiling [MODE]', 'show how far Bailiff goes at most, or set it for the whole organization')
    .option('--why <TEXT>', 'why, for its history')
    .action((mode: string | undefined, { why, ...options }: AskOptions & { why?: string }) =>
      saying(ceiling(mode, why, { ...options, token })),
    );
  asks('alerts', 'list the alerts').action((options: AskOptions) =>
    saying(showAlerts({ ...options, token })),
  );
  const alert = program.command('alert').description('deal with an alert');
  asks('close <ALERT>', 'close an alert, and let the job that it held be decided again', alert)
    .requiredOption('--why <TEXT>', 'why, for its history')
    .action((id: string, { why, ...options }: AskOptions & { why: string }) =>
      saying(closeAlert(id, why, { ...options, token })),
    );

  program
    .command('explain [RESOURCE]')
    .description(
      'say what it takes for a job, or for a deploy that was denied, to run as an account; exit code 1 when something is missing or not known',
    )
    .option('--project <PROJECT>', 'project of the job, where none is named')
    .option('--account <EMAIL>', 'account of the deploy')
    .option('--deployer <PRINCIPAL>', 'who deploys; whoever changed the job last when left out')
    .option('--format <FORMAT>', 'text or json', 'text')
    .option('--api-root <URL>', 'where the local organization answers', local)
    .option('--as <PRINCIPAL>', 'who asks the local organization', EVALUATE)
    .addOption(
      new Option('--google', 'ask Google, as the Application Default Credentials').conflicts([
        'apiRoot',
        'as',
      ]),
    )
    .action(async (resource: string | undefined, options: ExplainOptions) => {
      // Google's clients take half a second to load, which no other command needs to wait for.
      const { explain } = await import('./explain.ts');
      const explained = await explain(resource, options, new Date().toISOString());
      process.stdout.write(explained.text);
      status = explained.ok ? 0 : 1;
    });

  program
    .command('doctor')
    .description(
      'look at a deployment, and say what is wrong and what mends it; exit code 1 when something is wrong or could not be told',
    )
    .requiredOption('--deployment <FILE>', 'what was deployed, or what terraform output -json says')
    .option('--region <REGION>', 'of the deployment, where the file does not tell it')
    .option('--format <FORMAT>', 'text or json', 'text')
    .option('--api-root <URL>', 'where the local organization answers; Google when left out')
    .option('--as <PRINCIPAL>', 'who asks the local organization', OPERATOR)
    .addOption(accessTokenFile())
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('./doctor/doctor.ts');
      const examined = await doctor(options, new Date().toISOString());
      process.stdout.write(examined.text);
      status = examined.ok ? 0 : 1;
    });

  program
    .command('replay')
    .description(
      'publish again what was given up; shows it and publishes nothing without --yes; exit code 1 when something is left',
    )
    .requiredOption('--dead-letters', 'what the subscription dead-letters-kept holds')
    .requiredOption('--project <PROJECT>', 'in which Bailiff runs')
    .option('--from <SUBSCRIPTION>', 'only what this subscription gave up')
    .option('--limit <NUMBER>', 'how many letters to look at', '1000')
    .option('--yes', 'publish each again, where it came from')
    .option('--format <FORMAT>', FORMATS, 'table')
    .option('--api-root <URL>', 'where a Pub/Sub emulator answers; Google when left out')
    .option('--as <PRINCIPAL>', 'who asks there', OPERATOR)
    .addOption(accessTokenFile())
    .action(async (options: ReplayOptions) => {
      const { replayDeadLetters } = await import('./replay/dead-letters.ts');
      const replayed = await replayDeadLetters(options);
      process.stdout.write(replayed.text);
      status = replayed.ok ? 0 : 1;
    });

  addNotifyTest(program, env['BAILIFF_CHANNELS'] || undefined, ({ ok, text }) => {
    process.stdout.write(text);
    status = ok ? 0 : 1;
  });

  const policy = program.command('policy').description('work with policy files');
  policy
    .command('check <FILE>')
    .description('list every fault of a policy file with line and column')
    .option('--deployment <FILE>', 'what bounds the policy', 'examples/deployment.yaml')
    .option('--against <OLD>', 'also say what it allows more than this earlier version')
    .option('--format <FORMAT>', FORMATS, 'table')
    .action((file: string, options: { deployment: string; format: string; against?: string }) => {
      const { deployment, format, against: old } = options;
      const today = new Date().toISOString().slice(0, 10);
      const against = old === undefined ? undefined : { file: old, today };
      const checked = checkPolicy(file, deployment, format, against);
      process.stdout.write(checked.text);
      status = checked.ok ? 0 : 1;
    });

  const sandbox = program.command('sandbox').description('work with the local organization');
  sandbox
    .command('env')
    .description('print export lines that point gcloud at the local organization')
    .option('--as <PRINCIPAL>', 'who gcloud calls as', 'user:dev@example.com')
    .option('--project <PROJECT>', 'gcloud project', 'payments-prod')
    .option('--port <PORT>', 'where the local organization answers', env['PORT'] ?? '8080')
    .action((options: { as: string; project: string; port: string }) => {
      process.stdout.write(sandboxEnvironment(options));
    });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Unusable)) throw error;
    process.stderr.write(`bailiff: ${error.message}\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2), process.env);
