import type { run_v1 } from 'googleapis/build/src/apis/run/v1.js';
import type { run_v2 } from 'googleapis/build/src/apis/run/v2.js';

/** Google's generated JSON types allow null everywhere, where the API itself leaves a field out. */
type WithoutNull<T> = T extends readonly (infer Item)[]
  ? WithoutNull<Item>[]
  : T extends object
    ? { [Key in keyof T]: WithoutNull<NonNullable<T[Key]>> }
    : T;

/** A job, execution or part of one as REST carries it. https://cloud.google.com/run/docs/reference/rest */
export type V1Job = WithoutNull<run_v1.Schema$Job>;
export type V1Execution = WithoutNull<run_v1.Schema$Execution>;
export type V1ObjectMeta = WithoutNull<run_v1.Schema$ObjectMeta>;
export type V1TaskSpec = WithoutNull<run_v1.Schema$TaskSpec>;
export type V1Container = WithoutNull<run_v1.Schema$Container>;
export type V1Volume = WithoutNull<run_v1.Schema$Volume>;
export type V1Probe = WithoutNull<run_v1.Schema$Probe>;
export type V2Job = WithoutNull<run_v2.Schema$GoogleCloudRunV2Job>;
export type V2Execution = WithoutNull<run_v2.Schema$GoogleCloudRunV2Execution>;
export type V2ExecutionTemplate = WithoutNull<run_v2.Schema$GoogleCloudRunV2ExecutionTemplate>;
export type V2TaskTemplate = WithoutNull<run_v2.Schema$GoogleCloudRunV2TaskTemplate>;
export type V2Container = WithoutNull<run_v2.Schema$GoogleCloudRunV2Container>;
export type V2Volume = WithoutNull<run_v2.Schema$GoogleCloudRunV2Volume>;
export type V2Overrides = WithoutNull<run_v2.Schema$GoogleCloudRunV2Overrides>;

/** Reserved annotations of v1 that v2 has no field for: a v2 update leaves them as they are. */
export interface V1Extras {
  readonly annotations: Readonly<Record<string, string>>;
  readonly templateAnnotations: Readonly<Record<string, string>>;
}

/** One run of a job with the template it was started with; its state follows from the clock. */
export interface ExecutionRecord {
  /** What never changes: name, labels, template, counts asked for. */
  readonly body: V2Execution;
  readonly extras: V1Extras;
  readonly resourceVersion: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ends: number;
  /** Why it could not run at all; it then ends at once as failed. */
  readonly failure: string | undefined;
}

export interface JobRecord {
  /** The job as v2 answers it, enums by name, without what follows from its executions. */
  readonly body: V2Job;
  readonly extras: V1Extras;
  /** Opaque; the etag of v2 says the same in another form. */
  readonly resourceVersion: string;
  /** By short name, oldest first. */
  readonly executions: Map<string, ExecutionRecord>;
}
