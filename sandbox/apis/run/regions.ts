import { ApiError } from '../../http/api-error.ts';
import type { Call } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import type { Project } from '../../organization/state.ts';
import { pageRequest, takePage } from '../page.ts';
import { runTarget } from './job-ref.ts';
import { denialText, projectOf } from './project-of.ts';

/** Where Cloud Run is. https://cloud.google.com/run/docs/locations */
const REGIONS: ReadonlyMap<string, string> = new Map([
  ['africa-south1', 'Johannesburg'],
  ['asia-east1', 'Taiwan'],
  ['asia-east2', 'Hong Kong'],
  ['asia-northeast1', 'Tokyo'],
  ['asia-northeast2', 'Osaka'],
  ['asia-northeast3', 'Seoul'],
  ['asia-south1', 'Mumbai'],
  ['asia-south2', 'Delhi'],
  ['asia-southeast1', 'Singapore'],
  ['asia-southeast2', 'Jakarta'],
  ['australia-southeast1', 'Sydney'],
  ['australia-southeast2', 'Melbourne'],
  ['europe-central2', 'Warsaw'],
  ['europe-north1', 'Finland'],
  ['europe-north2', 'Stockholm'],
  ['europe-southwest1', 'Madrid'],
  ['europe-west1', 'Belgium'],
  ['europe-west2', 'London'],
  ['europe-west3', 'Frankfurt'],
  ['europe-west4', 'Netherlands'],
  ['europe-west6', 'Zurich'],
  ['europe-west8', 'Milan'],
  ['europe-west9', 'Paris'],
  ['europe-west10', 'Berlin'],
  ['europe-west12', 'Turin'],
  ['me-central1', 'Doha'],
  ['me-central2', 'Dammam'],
  ['me-west1', 'Tel Aviv'],
  ['northamerica-northeast1', 'Montreal'],
  ['northamerica-northeast2', 'Toronto'],
  ['northamerica-south1', 'Mexico'],
  ['southamerica-east1', 'Sao Paulo'],
  ['southamerica-west1', 'Santiago'],
  ['us-central1', 'Iowa'],
  ['us-east1', 'South Carolina'],
  ['us-east4', 'Northern Virginia'],
  ['us-east5', 'Columbus'],
  ['us-south1', 'Dallas'],
  ['us-west1', 'Oregon'],
  ['us-west2', 'Los Angeles'],
  ['us-west3', 'Salt Lake City'],
  ['us-west4', 'Las Vegas'],
]);

function isRegion(text: string): boolean {
  return REGIONS.has(text);
}

/** Google's answer for a location that it does not have or that the caller may not know of. */
export function requireRegion(location: string): void {
  if (isRegion(location)) return;
  throw new ApiError(
    'PERMISSION_DENIED',
    `Permission denied on 'locations/${location}' (or it may not exist).`,
  );
}

/** `GET /v1/projects/P/locations`, which `gcloud run regions list` asks for. */
export function listRegions(call: Call): Readonly<Record<string, unknown>> {
  const permission = 'run.locations.list';
  const project = projectOf(call, permission, (id) => `projects/${id}`);
  const target = runTarget(`projects/${project.id}`, 'Location');
  permit(call, permission, target, { text: denialText(permission, target.name) });
  const all = [...REGIONS].map(([id, city]) => describe(project, id, city));
  const { items, ...next } = takePage(
    all,
    (one) => one.locationId,
    pageRequest(call.query, 100, 500),
  );
  return { locations: items, ...next };
}

function describe(project: Project, id: string, city: string) {
  return {
    name: `projects/${project.id}/locations/${id}`,
    locationId: id,
    displayName: city,
    labels: { 'cloud.googleapis.com/region': id },
  };
}
