let pushes = 0;

/** A Pub/Sub push body, each with a message id of its own. https://cloud.google.com/pubsub/docs/push#receive_push */
export function pushOf(message: {
  /** Sent as JSON; text is taken as it is, in base64. */
  readonly data: unknown;
  readonly attributes?: Readonly<Record<string, string>>;
}): string {
  const { data, attributes = {} } = message;
  pushes += 1;
  return JSON.stringify({
    message: {
      data: typeof data === 'string' ? data : Buffer.from(JSON.stringify(data)).toString('base64'),
      attributes,
      messageId: `bench-${pushes}`,
      publishTime: new Date().toISOString(),
    },
    subscription: 'projects/bailiff-prod/subscriptions/bench',
  });
}
