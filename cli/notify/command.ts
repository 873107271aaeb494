import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { accessTokenFile } from '../access-token-file.ts';
import type { NotifyTestOptions } from './notify-test.ts';

const NOTIFY = 'serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com';

/** Adds `notify test` to the program; `done` is told whether everything was taken. */
export function addNotifyTest(
  program: Command,
  configured: string | undefined,
  done: (said: { readonly ok: boolean; readonly text: string }) => void,
): void {
  program
    .command('notify')
    .description('work with the channels that tickets and alerts go to')
    .command('test')
    .description(
      'send a marked test ticket and alert through every channel; exit code 1 when one was not taken',
    )
    .option('--channels <FILE>', 'where they go; what BAILIFF_CHANNELS says when left out')
    .option('--channel <NAME>', 'only this one')
    .option('--format <FORMAT>', 'table or json', 'table')
    .option('--api-root <URL>', 'where the local organization answers; Google when left out')
    .option('--as <PRINCIPAL>', 'who asks the local organization', NOTIFY)
    .addOption(accessTokenFile())
    .action(async (options: NotifyTestOptions) => {
      const { notifyTest } = await import('./notify-test.ts');
      const { connectChannel: connect } = await import('../../shared/channels/connect-channel.ts');
      const run = randomBytes(16).toString('hex');
      const now = () => new Date().toISOString();
      done(await notifyTest(options, { connect, configured, now, run }));
    });
}
