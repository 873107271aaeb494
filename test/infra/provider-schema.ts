/** What is in provider-schema.json, which scripts/extract-provider-schema.ts writes. */
export interface ProviderSchema {
  readonly sources: Readonly<Record<string, Source>>;
  /** How each provider itself is set up. */
  readonly providers: Record<string, Block>;
  readonly resources: Record<string, Block>;
  readonly data: Record<string, Block>;
}

/** The package that was read, and the provider whose schema it carries, each with its version. */
export interface Source {
  readonly package: string;
  readonly provider: string;
}

/** A resource, or a block nested in one. */
export interface Block {
  /** Must be written at least once. */
  readonly required?: boolean;
  /** May be written more than once; `set` where the order means nothing. */
  readonly many?: 'list' | 'set';
  readonly arguments: Record<string, Argument>;
  readonly blocks: Record<string, Block>;
  /** What can be read and not written. */
  readonly computed: Record<string, Computed>;
}

/** Something written with `=`; `type` as Terraform writes types. */
interface Argument {
  readonly type: string;
  readonly required?: boolean;
}

export type Computed = 'string' | 'number' | 'bool' | 'list(string)' | 'map(string)';
