import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { formatFaults, loadPolicy } from '../shared/policy/load.ts';
import { readDeployment } from '../shared/policy/read-deployment.ts';
import { RULES } from '../shared/rules/registry.ts';
import { format, Unusable } from './unusable.ts';

/** Loads a policy file as Bailiff would, under the bounds of a deployment, and says every fault. */
export function checkPolicy(
  file: string,
  deploymentFile: string,
  formatName: string,
): { readonly ok: boolean; readonly text: string } {
  const wanted = format(formatName);
  const text = readText(file, 'policy');
  const deployment = readDeployment(readYaml(deploymentFile));
  if (!deployment.ok)
    throw new Unusable(`${deploymentFile} bounds no policy:\n  ${deployment.faults.join('\n  ')}`);
  const digest = createHash('sha256').update(text).digest('hex');
  const loaded = loadPolicy(text, { rules: RULES, deployment: deployment.deployment, digest });
  const faults = loaded.ok ? [] : loaded.faults;
  if (wanted === 'json')
    return { ok: loaded.ok, text: `${JSON.stringify({ file, ok: loaded.ok, faults }, null, 2)}\n` };
  return {
    ok: loaded.ok,
    text: loaded.ok ? `${file}: no faults.\n` : `${formatFaults(file, faults)}\n`,
  };
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
