import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askApprover } from '../../cli/approvals.ts';

const ADMIN = 'user:admin@example.com';
const ID = 'missing-act-as~payments-prod~x@y.iam.gserviceaccount.com~dev@example.com~attempt';

describe('what an approver asks of a running Bailiff', () => {
  const seen: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  let next: readonly [status: number, answer: string] = [500, ''];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url = '', headers } = request;
    seen.push({ path: url, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(next[0], { 'content-type': 'application/json' }).end(next[1]);
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => server.close());

  const answering = (status: number, answer: unknown) => {
    next = [status, typeof answer === 'string' ? answer : JSON.stringify(answer)];
  };
  const ask = (changes: Partial<Parameters<typeof askApprover>[3]> = {}) =>
    askApprover(
      'approve',
      ID,
      { digest: undefined },
      { url, as: ADMIN, format: 'table', ...changes },
    );
  const taken = { finding: ID, said: 'Approved.', does: ['Let him.'], stays: ['A lien.'] };

  it('goes to the finding’s own address, in his name, as JSON', async () => {
    answering(202, taken);
    await askApprover('undo', ID, { dryRun: true }, { url, as: ADMIN, format: 'table' });
    expect(seen.at(-1)).toMatchObject({
      path: `/api/findings/${encodeURIComponent(ID)}/undo`,
      body: '{"dryRun":true}',
      headers: { 'content-type': 'application/json', authorization: `Bearer sandbox:${ADMIN}` },
    });
  });

  it('goes with the token of whoever asks, where he has one', async () => {
    answering(202, taken);
    await ask({ token: 'e30.e30.x' });
    expect(seen.at(-1)?.headers.authorization).toBe('Bearer e30.e30.x');
  });

  it('takes a token over https alone, or over loopback', async () => {
    const before = seen.length;
    await expect(ask({ token: 'e30.e30.x', url: 'http://console.example.com' })).rejects.toThrow(
      'http://console.example.com is neither this machine nor https, and a token goes nowhere else.',
    );
    expect(seen).toHaveLength(before);
  });

  it.each([302, 401, 403])(
    'cannot be asked when %i is said before the console is asked',
    async (status) => {
      answering(status, '<html>');
      await expect(ask({ token: 'e30.e30.x' })).rejects.toThrow(
        `answered ${status} before the console was asked: it does not let this token in.`,
      );
    },
  );

  it('is told in sentences, or as the answer came', async () => {
    answering(202, taken);
    expect(await ask()).toEqual({
      ok: true,
      text: `Approved.\n  Let him.\n  A lien.\nWhat comes of it stands in the history of ${ID}.\n`,
    });
    const json = await ask({ format: 'json' });
    expect(JSON.parse(json.text)).toEqual(taken);
    answering(200, taken);
    expect((await ask()).text).toBe('Approved.\n  Let him.\n  A lien.\n');
  });

  it.each([403, 409])(
    'is refused by %i in Bailiff’s own words, which is no error',
    async (status) => {
      answering(status, { error: 'You deployed it.' });
      expect(await ask()).toEqual({ ok: false, text: 'Refused: You deployed it.\n' });
      expect((await ask({ format: 'json' })).text).toBe('{\n  "error": "You deployed it."\n}\n');
    },
  );

  it('cannot move the cursor, whatever a job is called', async () => {
    answering(202, { ...taken, does: ['\u001b[2J'] });
    expect((await ask()).text).toContain('   [2J\n');
  });

  it.each([
    [400, { error: 'digest: must be longer.' }, 'digest: must be longer.'],
    [401, { error: 'Say who asks.' }, 'Say who asks.'],
    [404, { error: 'No finding has that id.' }, 'No finding has that id.'],
    [500, 'oops', 'answered 500, and not as a Bailiff console does. Check --url.'],
    [202, { fine: true }, 'answered 202, and not as a Bailiff console does. Check --url.'],
  ])('cannot be asked when the answer is %i %j', async (status, answer, why) => {
    answering(status, answer);
    await expect(ask()).rejects.toThrow(why);
  });

  it.each([
    [{ format: 'yaml' }, 'say table or json'],
    [{ url: 'nonsense' }, 'is no address'],
    [{ url: 'http://127.0.0.1:1' }, 'Start the local organization with npm start'],
    [{ as: 'admin' }, '--as admin names no principal. Write user:EMAIL or serviceAccount:EMAIL.'],
    [{ as: `${ADMIN}\nx: y` }, 'names no principal'],
  ])('cannot be asked with %j', async (change, why) => {
    await expect(ask(change)).rejects.toThrow(why);
  });
});
