import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../sandbox/delivery/message.ts';
import { createQueue } from '../../../sandbox/delivery/queue.ts';
import { openQueueStore } from '../../../sandbox/delivery/queue-store.ts';
import { LOCAL_RETRY } from '../../../sandbox/delivery/retry.ts';
import { startSubscriber } from './subscriber.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'queue-'));
  file = join(folder, 'queue.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const first: Message = {
  id: '1763805600000001',
  subscription: 'audit-events-evaluate',
  data: 'YQ==',
  attributes: { 'logging.googleapis.com/timestamp': '2026-11-22T10:00:00Z' },
  publishTime: '2026-11-22T10:00:00.000Z',
};
const second: Message = { ...first, id: '1763805600000002', data: 'Yg==' };
const news: Message = { ...first, id: '1763805600000003', subscription: 'dead-letters-notify' };
const letter = {
  ...first,
  attempts: 20,
  at: '2026-11-22T10:03:00.000Z',
  because: 'evaluate answered 500',
};

describe('the store of undelivered messages', () => {
  it('has after a restart what was not acknowledged, with its tries', () => {
    const before = openQueueStore(file);
    before.add(first);
    before.add(second);
    before.tried(first.id, 3);
    before.close();
    const after = openQueueStore(file);
    expect(after.undelivered()).toEqual([
      { message: first, attempts: 3 },
      { message: second, attempts: 0 },
    ]);
    after.close();
  });

  it('has no longer what was acknowledged', () => {
    const store = openQueueStore(file);
    store.add(first);
    store.add(second);
    store.remove(first.id);
    expect(store.undelivered().map(({ message }) => message)).toEqual([second]);
    store.close();
  });

  it('turns a message into a dead letter and the news of it, both or neither', () => {
    const store = openQueueStore(file);
    store.add(first);
    store.bury(letter, news);
    expect(store.deadLetters()).toEqual([letter]);
    expect(store.undelivered()).toEqual([{ message: news, attempts: 0 }]);
    store.add(second);
    expect(() => store.bury({ ...letter, id: second.id }, news)).toThrow('UNIQUE');
    expect(store.deadLetters()).toEqual([letter]);
    expect(store.undelivered().map(({ message }) => message.id)).toEqual([second.id, news.id]);
    store.close();
  });

  it('knows the newest id, so that none is given out twice', () => {
    const store = openQueueStore(undefined);
    expect(store.newestId()).toBe(0);
    store.add(first);
    store.bury(letter, news);
    expect(store.newestId()).toBe(1763805600000003);
    store.close();
  });

  it('is for the eyes of its owner alone', () => {
    openQueueStore(file).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('refuses a file that is no queue', () => {
    writeFileSync(file, 'this is a letter to my landlord and no database at all');
    expect(() => openQueueStore(file)).toThrow('not a database');
  });

  it('is held by one process at a time', async () => {
    const store = openQueueStore(file);
    store.add(first);
    const other = runChild(`
      try { openQueueStore(${JSON.stringify(file)}); console.log('opened'); }
      catch (error) { console.log(error.errcode); }`);
    expect(await linesOf(other)).toEqual(['5']);
    store.close();
  });
});

describe('a queue that is killed', () => {
  it('loses nothing: the next one delivers what was not acknowledged', async () => {
    const reached: string[] = [];
    let answer = 500;
    const subscriber = await startSubscriber((push) => {
      reached.push(push.body.message.messageId);
      return answer;
    });
    const child = runChild(`
      const store = openQueueStore(${JSON.stringify(file)});
      const queue = createQueue({ project: 'p', store, retry: LOCAL_RETRY, say: () => {} });
      const url = ${JSON.stringify(subscriber.url)};
      queue.start({ evaluate: url, remediate: url, notify: url, sweep: url });
      for (let i = 0; i < 30; i += 1)
        console.log(queue.publish('audit-events', { data: 'YQ==', attributes: {} }, i % 2 ? 0 : 60_000));
      setInterval(() => {}, 1_000);`);
    const published: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      published.push(line);
      if (published.length === 30) break;
    }
    await expect.poll(() => reached.length).toBeGreaterThan(5);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;

    answer = 204;
    reached.length = 0;
    const store = openQueueStore(file);
    const queue = createQueue({ project: 'p', store, retry: LOCAL_RETRY, say: () => {} });
    const { url } = subscriber;
    queue.start({ evaluate: url, remediate: url, notify: url, sweep: url });
    await queue.idle();
    expect(reached.toSorted()).toEqual(published.toSorted());
    expect(store.undelivered()).toEqual([]);
    await queue.stop();
    store.close();
    await subscriber.close();
  });
});

function runChild(code: string) {
  const from = (name: string) => new URL(`../../../sandbox/delivery/${name}`, import.meta.url).href;
  const imports = `
    import { createQueue } from '${from('queue.ts')}';
    import { openQueueStore } from '${from('queue-store.ts')}';
    import { LOCAL_RETRY } from '${from('retry.ts')}';`;
  return spawn(process.execPath, ['--input-type=module', '-e', `${imports}\n${code}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function linesOf(child: ReturnType<typeof runChild>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) lines.push(line);
  return lines;
}
