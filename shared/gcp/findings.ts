import { unless, write } from './call.ts';
import type { Google } from './google.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

export type FindingActivity = 'ACTIVE' | 'INACTIVE';

/** A finding of Security Command Center, as far as whoever owns its source writes it. */
export interface SourceFinding {
  readonly state: FindingActivity;
  /** What is wrong; cannot be changed later, as the resource cannot. */
  readonly category: string;
  readonly resourceName: string;
  readonly severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  readonly findingClass: 'MISCONFIGURATION';
  readonly description: string;
  /** RFC 3339, and not in the future. */
  readonly eventTime: string;
  /** Keys of lower-case letters alone: a field mask would change the case of others. */
  readonly sourceProperties: Readonly<Record<string, SourceValue>>;
}

export type SourceValue = string | number | boolean | readonly string[];

/** What the API answers of it. */
export interface KeptFinding {
  readonly state?: string;
  readonly mute?: string;
  readonly sourceProperties?: Readonly<Record<string, unknown>>;
}

const API = 'securitycenter.googleapis.com';

/**
 * Findings of one source, `organizations/N/sources/M`, by ids of 1 to 32 letters and digits; each method is one call.
 * Creating and updating needs securitycenter.findings.update, the rest securitycenter.findings.setState and
 * securitycenter.findings.setMute, on the source or the organization.
 * https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.locations.findings
 */
export function findings(google: Google, source: string) {
  const { json } = rest(google, API);
  const all = path`v2/${source}/locations/global/findings`;
  const post = (to: string, body: object) =>
    write(API, () => json<KeptFinding>({ method: 'POST', path: to, body }));
  return {
    /** `undefined` when the source has one of this id. Throws ApiFailure; 404 where there is no such source. */
    create(id: string, finding: SourceFinding): Promise<KeptFinding | undefined> {
      const query = { findingId: id };
      const made = write(API, () =>
        json<KeptFinding>({ method: 'POST', path: all, query, body: finding }),
      );
      return unless([409], made);
    },

    /** Changes what is named, and of the source properties those alone that are given. Throws ApiFailure. */
    update(
      id: string,
      changes: Partial<
        Pick<SourceFinding, 'severity' | 'description' | 'eventTime' | 'sourceProperties'>
      >,
    ): Promise<KeptFinding> {
      const { sourceProperties = {}, ...fields } = changes;
      const properties = Object.keys(sourceProperties).map((key) => `sourceProperties.${key}`);
      const updateMask = [...Object.keys(fields), ...properties].join(',');
      return write(API, () =>
        json<KeptFinding>({
          method: 'PATCH',
          path: `${all}/${path`${[id]}`}`,
          query: { updateMask },
          body: changes,
        }),
      );
    },

    /** Throws ApiFailure. */
    setState: (id: string, state: FindingActivity, startTime: string): Promise<KeptFinding> =>
      post(`${all}/${path`${[id]}`}:setState`, { state, startTime }),

    /** Throws ApiFailure. */
    setMute: (id: string, mute: 'MUTED' | 'UNMUTED'): Promise<KeptFinding> =>
      post(`${all}/${path`${[id]}`}:setMute`, { mute }),
  };
}
