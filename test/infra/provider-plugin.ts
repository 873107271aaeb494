import type { AddressInfo } from 'node:net';
import { grpc } from 'google-gax';
import protobuf from 'protobufjs';
import type { Block, ProviderSchema } from './provider-schema.ts';

/** The part of Terraform's plugin protocol, version 6, that tells a provider's schema. */
const PROTOCOL = protobuf.parse(`
  syntax = "proto3";
  message Block { repeated Attribute attributes = 2; repeated NestedBlock block_types = 3; }
  message Attribute { string name = 1; bytes type = 2; bool required = 4; bool optional = 5; bool computed = 6; }
  message NestedBlock { string type_name = 1; Block block = 2; int32 nesting = 3; int64 min_items = 4; int64 max_items = 5; }
  message Schema { int64 version = 1; Block block = 2; }
  message Response { Schema provider = 1; map<string, Schema> resource_schemas = 2; map<string, Schema> data_source_schemas = 3; }
`).root;
const EMPTY: Block = { arguments: {}, blocks: {}, computed: {} };
const LIST = 2;
const SET = 3;
/** Methods that a configuration is checked with; an empty answer finds nothing wrong. */
const SILENT = [
  'ValidateProviderConfig',
  'ValidateResourceConfig',
  'ValidateDataResourceConfig',
  'StopProvider',
];

export interface Plugins {
  /** For the environment of terraform, which then looks for these providers nowhere else. */
  readonly TF_REATTACH_PROVIDERS: string;
  close(): void;
}

/**
 * Serves the committed schema as Terraform's providers do, so that the real `terraform validate` and mocked `terraform
 * test` run without them. https://github.com/hashicorp/terraform/tree/main/docs/plugin-protocol
 */
export async function servePlugins(schema: ProviderSchema): Promise<Plugins> {
  const servers: grpc.Server[] = [];
  const attached: Record<string, object> = {};
  for (const [name, { provider }] of Object.entries(schema.sources)) {
    const server = serverOf(name, schema);
    servers.push(server);
    attached[provider.split(' ')[0] ?? ''] = {
      Protocol: 'grpc',
      ProtocolVersion: 6,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'tcp', String: `127.0.0.1:${await listen(server)}` },
    };
  }
  return {
    TF_REATTACH_PROVIDERS: JSON.stringify(attached),
    close: () => {
      for (const server of servers) server.forceShutdown();
    },
  };
}

function serverOf(provider: string, schema: ProviderSchema): grpc.Server {
  const server = new grpc.Server();
  const answers = new Map<string, Buffer>(SILENT.map((name) => [name, Buffer.alloc(0)]));
  answers.set('GetProviderSchema', encode(provider, schema));
  const definition = Object.fromEntries(
    [...answers.keys()].map((name) => [name, methodOf(`/tfplugin6.Provider/${name}`)]),
  );
  const answer = (name: string): grpc.handleUnaryCall<Buffer, Buffer> => {
    return (_, callback) => callback(null, answers.get(name) ?? Buffer.alloc(0));
  };
  server.addService(
    definition,
    Object.fromEntries([...answers.keys()].map((name) => [name, answer(name)])),
  );
  return server;
}

function methodOf(path: string): grpc.MethodDefinition<Buffer, Buffer> {
  const same = (bytes: Buffer) => bytes;
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

function listen(server: grpc.Server): Promise<AddressInfo['port']> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}

function encode(provider: string, schema: ProviderSchema): Buffer {
  const own = (all: Readonly<Record<string, Block>>) =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([type]) => type.startsWith(`${provider}_`))
        .map(([type, block]) => [type, { version: 0, block: messageOf(block) }]),
    );
  const type = PROTOCOL.lookupType('Response');
  const response = {
    provider: { version: 0, block: messageOf(schema.providers[provider] ?? EMPTY) },
    resourceSchemas: own(schema.resources),
    dataSourceSchemas: own(schema.data),
  };
  return Buffer.from(type.encode(type.create(response)).finish());
}

function messageOf(block: Block): object {
  const written = Object.entries(block.arguments).map(([name, { type, required = false }]) => ({
    name,
    type: typeOf(type),
    required,
    optional: !required,
    // The types do not tell which optional arguments the provider fills in by itself.
    computed: !required,
  }));
  const read = Object.entries(block.computed).map(([name, type]) => ({
    name,
    type: typeOf(type),
    computed: true,
  }));
  const nested = Object.entries(block.blocks).map(([name, inner]) => ({
    typeName: name,
    block: messageOf(inner),
    nesting: inner.many === 'set' ? SET : LIST,
    minItems: inner.required === true ? 1 : 0,
    maxItems: inner.many === undefined ? 1 : 0,
  }));
  return { attributes: [...written, ...read], blockTypes: nested };
}

/** `list(string)` as the protocol writes it: `["list","string"]`. */
function typeOf(type: string): Buffer {
  const [, outer, inner] = /^(\w+)\((\w+)\)$/.exec(type) ?? [];
  return Buffer.from(JSON.stringify(outer === undefined ? type : [outer, inner]));
}
