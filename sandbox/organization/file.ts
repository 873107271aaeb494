import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const Bindings = z.array(
  z.strictObject({
    role: z.string().regex(/^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/),
    members: z.array(z.string().min(1)).min(1),
    condition: z.strictObject({ title: z.string(), expression: z.string() }).optional(),
  }),
);
const Enforcement = z.record(z.string(), z.enum(['enforced', 'off']));
const number = z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(String);

const Project = z.strictObject({
  id: z.string().regex(/^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
  number,
  folder: number.optional(),
  labels: z.record(z.string(), z.string()).optional(),
  accounts: z.array(z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/)).default([]),
  bindings: Bindings.default([]),
  accountBindings: z.record(z.string(), Bindings).default({}),
  roles: z.record(z.string(), z.array(z.string())).default({}),
  policies: Enforcement.default({}),
  services: z.array(z.string().regex(/^[a-z][a-z0-9-]*\.googleapis\.com$/)).optional(),
  secrets: z
    .array(z.strictObject({ name: z.string(), bindings: Bindings.default([]) }))
    .default([]),
  buckets: z
    .array(z.strictObject({ name: z.string(), bindings: Bindings.default([]) }))
    .default([]),
});

const OrganizationFile = z.strictObject({
  organization: z.strictObject({
    number,
    domain: z.string(),
    bindings: Bindings.default([]),
    roles: z.record(z.string(), z.array(z.string())).default({}),
    policies: Enforcement.default({}),
    policyMemberDomains: z.array(z.string().min(1)).optional(),
    /** Numbers of its sources of Security Command Center. */
    securitySources: z.array(number).default([]),
  }),
  groups: z.record(z.string(), z.array(z.string())).default({}),
  groupReaders: z.array(z.string().min(1)).optional(),
  folders: z
    .array(
      z.strictObject({
        number,
        name: z.string(),
        parent: number.optional(),
        bindings: Bindings.default([]),
        policies: Enforcement.default({}),
      }),
    )
    .default([]),
  projects: z.array(Project).min(1),
  propagationSeconds: z.number().min(0).default(0),
  delivery: z
    .strictObject({
      duplicates: z.boolean().default(false),
      reorder: z.boolean().default(false),
      operationPairs: z.boolean().default(false),
    })
    .prefault({}),
});
export type OrganizationFile = z.infer<typeof OrganizationFile>;
export type ProjectEntry = z.infer<typeof Project>;

/** The file cannot be used; the message names it and what to mend. */
export class OrganizationFileUnusable extends Error {
  override readonly name = 'OrganizationFileUnusable';
}

export function readOrganizationFile(path: string): OrganizationFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OrganizationFileUnusable(
      `The organization file ${path} cannot be read (${cause instanceof Error ? cause.message : cause}). Name a readable YAML file in BAILIFF_ORGANIZATION, or unset it for the one that comes with Bailiff.`,
      { cause },
    );
  }
  return parseOrganization(text, path);
}

/** Reads the text of an organization file; `path` is for the messages. */
export function parseOrganization(text: string, path: string): OrganizationFile {
  const document = parseDocument(text);
  const syntax = document.errors[0];
  if (syntax !== undefined) throw new OrganizationFileUnusable(`${path}: ${syntax.message}`);
  const parsed = OrganizationFile.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new OrganizationFileUnusable(
    `The organization file ${path} does not describe an organization:\n${faults.join('\n')}\nCompare it with sandbox/organization.yaml.`,
  );
}
