import { execFileSync } from 'node:child_process';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ticketBlocks } from '../../../functions/notify/ticket-blocks.ts';
import type { Block } from '../../../shared/domain/block.ts';
import { ALL, BARE, codeOf, hostile, isNoAddress, isShort } from './hostile-findings.ts';

/** What stands in a block, line by line; an item's further lines are set in. */
function linesOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'list':
      return [block.heading, ...block.items.flatMap((item) => item.split(/\n(?= {2})/))];
    case 'code':
      return [block.heading, ...block.lines];
    case 'link':
      return [block.label, block.url];
    case 'divider':
      return [];
  }
}

it('has a stranger’s text begin no line, hide nothing, and lead nowhere but to a page of Google’s', () => {
  const blocks = ALL.flatMap((one) => one.blocks);
  for (const line of blocks.flatMap(linesOf)) expect(BARE(line)).toBe(line);
  const links = blocks.flatMap((block) => (block.kind === 'link' ? [new URL(block.url)] : []));
  expect(links).toHaveLength(2 * ALL.length);
  expect(new Set(links.map(({ origin }) => origin))).toEqual(
    new Set(['https://console.cloud.google.com']),
  );
});

it('has as many blocks of as many lines for any name as for a plain one', () => {
  const shape = (name: string) =>
    ticketBlocks(hostile(name)).map((block) =>
      block.kind === 'code' ? `code ${block.lines.length}` : block.kind,
    );
  const plainShape = shape('#plain');
  for (const { name } of ALL.filter(isNoAddress).filter(isShort))
    expect(shape(name)).toEqual(plainShape);
});

it('keeps each value one word of the shell, with nothing carried out', () => {
  const lines = ALL.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'code' ? block.lines.filter((line) => /^(?:gcloud|npm) /.test(line)) : [],
    ),
  );
  const script = [
    'say() { printf "%s\\0" "$@"; printf "\n\\0"; }',
    'gcloud() { say gcloud "$@"; }',
    'npm() { say npm "$@"; }',
  ];
  // An empty PATH: whatever a name would run fails the test.
  const out = execFileSync('/bin/bash', ['--norc', '-e', '-u'], {
    input: [...script, ...lines].join('\n'),
    env: { PATH: '' },
    maxBuffer: 1 << 28,
  }).toString();
  const calls = out
    .split('\n\0')
    .slice(0, -1)
    .map((call) => JSON.stringify(call.split('\0').slice(0, -1)));
  expect(calls).toHaveLength(lines.length);
  const said = new Set(calls);
  for (const { name } of ALL.filter(isNoAddress)) {
    const bare = BARE(name);
    const where = [`--region=${bare}`, `--project=${bare}`];
    const account = '--service-account=nightly-runner@p.example';
    const explain = ['npm', 'run', '-s', 'bailiff', '--', 'explain'];
    for (const call of [
      ['gcloud', 'run', 'jobs', 'deploy', bare, account, ...where],
      [...explain, '--project', bare, '--account', bare],
      ['npm', 'run', '-s', 'bailiff', '--', 'alert', 'close', bare, '--why', 'TEXT'],
    ])
      expect(said).toContain(JSON.stringify(call));
  }
});

const Resources = z.object({
  resource: z.record(z.string(), z.record(z.string(), z.array(z.record(z.string(), z.unknown())))),
});

it('keeps each value one string of Terraform’s, in which nothing is expanded', async () => {
  for (const { name, blocks } of ALL)
    for (const text of codeOf(blocks, /in Terraform$/).slice(0, 1)) {
      const { resource } = Resources.parse(await parseHcl('ticket.tf', text));
      const [job] = Object.values(resource['google_cloud_run_v2_job'] ?? {}).flat();
      // Terraform takes texts in one of Unicode's normal forms.
      expect(plain(job?.['name'])).toBe(BARE(name).normalize('NFC'));
      expect(plain(job?.['project'])).toBe(BARE(name).normalize('NFC'));
    }
});

/** hcl2json writes two marks where a text looks like a template and is none, and one where it is. */
function plain(value: unknown): string {
  expect(String(value)).not.toMatch(/(?<![$%])[$%]\{/);
  return String(value).replace(/([$%])\1(?=\{)/g, '$1');
}

it('keeps each value one string of YAML', () => {
  for (const { name, blocks } of ALL) {
    const [text = ''] = codeOf(blocks, /^Config Connector$/);
    expect(parseYaml(text)).toMatchObject({ metadata: { name: name.toWellFormed() } });
  }
});
