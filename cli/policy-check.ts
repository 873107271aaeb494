import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Deployment } from '../shared/domain/deployment.ts';
import { formatFaults, type Loaded, loadPolicy } from '../shared/policy/load.ts';
import type { Policy } from '../shared/policy/policy.ts';
import { readDeployment } from '../shared/policy/read-deployment.ts';
import { widens } from '../shared/policy/widening.ts';
import { RULES } from '../shared/rules/registry.ts';
import { format, Unusable } from './unusable.ts';

/** An earlier version to compare with. */
export interface Against {
  readonly file: string;
  /** YYYY-MM-DD in UTC. */
  readonly today: string;
}

/**
 * Loads a policy file as Bailiff would, under the bounds of a deployment, and says every fault, and what it allows more
 * than an earlier version.
 */
export function checkPolicy(
  file: string,
  deploymentFile: string,
  formatName: string,
  against?: Against,
): { readonly ok: boolean; readonly text: string } {
  const wanted = format(formatName);
  const read = readDeployment(readYaml(deploymentFile));
  if (!read.ok)
    throw new Unusable(`${deploymentFile} bounds no policy:\n  ${read.faults.join('\n  ')}`);
  const loaded = load(file, read.deployment);
  const faults = loaded.ok ? [] : loaded.faults;
  const allowsMore =
    against === undefined || !loaded.ok
      ? undefined
      : widens(earlier(against.file, read.deployment), loaded.policy, against.today);
  if (wanted === 'json')
    return {
      ok: loaded.ok,
      text: `${JSON.stringify({ file, ok: loaded.ok, faults, allowsMore }, null, 2)}\n`,
    };
  return {
    ok: loaded.ok,
    text: loaded.ok
      ? `${file}: no faults.\n${difference(allowsMore, against)}`
      : `${formatFaults(file, faults)}\n`,
  };
}

function load(file: string, deployment: Deployment): Loaded {
  const text = readText(file, 'policy');
  const digest = createHash('sha256').update(text).digest('hex');
  return loadPolicy(text, { rules: RULES, deployment, digest });
}

function earlier(file: string, deployment: Deployment): Policy {
  const loaded = load(file, deployment);
  if (loaded.ok) return loaded.policy;
  throw new Unusable(
    `${file} has faults, so there is nothing to compare with:\n${formatFaults(file, loaded.faults)}`,
  );
}

function difference(allowsMore: readonly string[] = [], against?: Against): string {
  if (against === undefined) return '';
  if (allowsMore.length === 0) return `It allows nothing more than ${against.file}.\n`;
  const sentences = allowsMore.map((sentence) => `  ${sentence}\n`).join('');
  return `It allows more than ${against.file}:\n${sentences}`;
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Unusable(
      `The ${what} file ${file} cannot be read (${cause instanceof Error ? cause.message : cause}). Name a readable YAML file.`,
      { cause },
    );
  }
}

function readYaml(file: string): unknown {
  const text = readText(file, 'deployment');
  try {
    return parse(text);
  } catch (cause) {
    throw new Unusable(`${file} is no YAML: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
