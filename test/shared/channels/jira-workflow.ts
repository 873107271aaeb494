export type Status = 'new' | 'indeterminate' | 'done';

export interface WorkflowOptions {
  /** Names of the statuses. */
  readonly names?: Partial<Record<Status, string>>;
  /** Where the workflow leads; everywhere unless said. */
  readonly leads?: (from: Status) => readonly Status[];
  readonly asksForResolution?: boolean;
}

const TRANSITIONS = { new: '11', indeterminate: '21', done: '31' } as const;
const STATUSES = ['new', 'indeterminate', 'done'] as const;
const RESOLUTION = {
  resolution: {
    key: 'resolution',
    name: 'Resolution',
    operations: ['set'],
    required: true,
    allowedValues: [
      { id: '10001', name: 'Will not do' },
      { id: '10000', name: 'Done' },
    ],
  },
};
/** From To Do by In Progress to Done and back, but for what the options say. */
export function workflowOf({ names, leads, asksForResolution = false }: WorkflowOptions) {
  const called = { new: 'To Do', indeterminate: 'In Progress', done: 'Done', ...names };

  function statusOf(status: Status) {
    return { id: status, name: called[status], statusCategory: { id: 1, key: status } };
  }

  return {
    statusOf,
    transitionsFrom: (status: Status) =>
      (leads?.(status) ?? STATUSES.filter((one) => one !== status)).map((to) => ({
        id: TRANSITIONS[to],
        name: `To ${to}`,
        to: statusOf(to),
        fields: asksForResolution && to === 'done' ? RESOLUTION : {},
      })),
  };
}
