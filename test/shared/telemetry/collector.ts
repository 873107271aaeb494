import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Point {
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number | string;
  readonly sum?: number;
  readonly attributes: readonly { readonly key: string; readonly value: { stringValue: string } }[];
}

interface Metric {
  readonly name: string;
  readonly unit?: string;
  readonly sum?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

interface Received {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: {
    readonly resourceMetrics: readonly {
      readonly resource: { readonly attributes: Point['attributes'] };
      readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
    }[];
  };
}

/** An OTLP receiver on loopback, which answers as `answer` says: a status, or never. */
export async function collector(answer: () => number | undefined = () => 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      received.push({ path: request.url, authorization: request.headers.authorization, body });
      const status = answer();
      if (status === undefined) return;
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/v1/metrics`,
    received,
    /** Metric → labels → value, of the newest export. */
    newest: () => {
      const metrics = received
        .at(-1)
        ?.body.resourceMetrics.flatMap(({ scopeMetrics }) =>
          scopeMetrics.flatMap((one) => one.metrics),
        );
      return Object.fromEntries((metrics ?? []).map((metric) => [metric.name, valuesOf(metric)]));
    },
    attributes: () =>
      Object.fromEntries(
        received
          .at(-1)
          ?.body.resourceMetrics[0]?.resource.attributes.map(({ key, value }) => [
            key,
            value.stringValue,
          ]) ?? [],
      ),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function valuesOf({ sum, histogram }: Metric) {
  const points = sum?.dataPoints ?? histogram?.dataPoints ?? [];
  return Object.fromEntries(
    points.map(({ attributes, asDouble, asInt, count }) => [
      attributes.map(({ key, value }) => `${key}=${value.stringValue}`).join(','),
      Number(asDouble ?? asInt ?? count),
    ]),
  );
}
