/** As much of the global `fetch` as Bailiff needs: that one satisfies it, and so does overHttp, which loads far less. */
export type Fetch = (url: string, request: FetchRequest) => Promise<FetchAnswer>;

export interface FetchRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Ends the request and the reading of its answer. */
  readonly signal: AbortSignal;
}

interface FetchAnswer {
  readonly status: number;
  /** Left out where there are none to ask for. */
  readonly headers?: { get(name: string): string | null };
  /** The whole body. Rejects when it does not come whole. */
  arrayBuffer(): Promise<ArrayBuffer>;
}
