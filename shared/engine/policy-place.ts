/** One version of the policy file, which never changes. */
export interface PolicyVersion {
  /** No other version has it. */
  readonly id: string;
  /** When it was put there, in milliseconds since 1970, as the place has it and whoever put it there cannot say. */
  readonly made: number;
  /** When it was there no longer, on the same terms; `undefined` where the place does not tell, and of the present one. */
  readonly ended: number | undefined;
  /** In bytes. */
  readonly size: number;
}

/** Where the policy file is kept. Its methods throw PolicyUnreadable. */
export interface PolicyPlace {
  /** As BAILIFF_POLICY has it. */
  readonly address: string;
  /** No more often than that is it looked at. */
  readonly checkEveryMs: number;
  /** The version that is there now. */
  latest(): Promise<PolicyVersion>;
  /** All that are known to have been there, newest first; the present one may be among them. */
  versions(): Promise<readonly PolicyVersion[]>;
  /** The text of this very version. */
  read(version: PolicyVersion): Promise<string>;
}

/** The policy file, or a version of it, could not be read. */
export class PolicyUnreadable extends Error {
  override readonly name = 'PolicyUnreadable';
  /** Says in short why, e.g. `ENOENT` or `403`. */
  readonly code: string;
  /** It says nothing of the file, and asking again may help. */
  readonly passing: boolean;

  constructor(message: string, code: string, passing: boolean) {
    super(message);
    this.code = code;
    this.passing = passing;
  }
}
