import { AsyncLocalStorage } from 'node:async_hooks';

/** One process of a function. Whatever it waited for never comes once it is dead. */
export interface Instance {
  /** E.g. `evaluate#3`. */
  readonly name: string;
  dead: boolean;
  /** Told when it dies. */
  readonly died: (() => void)[];
}

/** What one instance does for one message or one person. */
export interface Activity {
  /** E.g. `evaluate#3 m12`. */
  readonly name: string;
  readonly instance: Instance;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** What it asked last and was refused for no reason of its own, by question. */
  readonly unread: Set<string>;
}

/** Who runs at this moment; calls are laid to that one's account. */
export const running = new AsyncLocalStorage<Activity>();

export function kill(instance: Instance): void {
  instance.dead = true;
  for (const tell of instance.died) tell();
}
