import { type Activity, kill, running } from './activity.ts';
import { type CallKind, kindOf } from './call-kinds.ts';
import type { Faults } from './faults.ts';
import { callerIn, type Request, type Response, type Send, Unanswered } from './local-apis.ts';
import { oldAnswers } from './old-answers.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

interface Around {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly random: Random;
  readonly trace: Trace;
  /** Has somebody else change what the request is about to write. */
  readonly overtake: (request: Request) => Promise<unknown>;
  /** Has somebody else set back what the request wrote. */
  readonly setBack: (request: Request) => Promise<unknown>;
}

const NAMES: Readonly<Record<number, string>> = {
  403: 'PERMISSION_DENIED',
  409: 'ABORTED',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};
/** Besides what every call may be answered. */
const OWN_REFUSALS = {
  read: [403],
  token: [],
  publish: [],
  trial: [],
  write: [409, 412],
} as const satisfies Readonly<Record<Exclude<CallKind, 'file'>, readonly number[]>>;
/** Writes of what others write too. */
const SHARED = /:setIamPolicy$|\/jobs\/[^/:]+$/;
const STRUCK = 'It so happens.';
/** Policy Troubleshooter is told when: the same question at another time is no other. */
const ASKED_AT = /,"conditionContext":\{.*?\}\}/;
const LONGEST_JUMP_MS = 15 * 60_000;

/**
 * The same APIs as an instance meets them: each request waits for its turn, and may be refused, get lost on either way,
 * be answered with what was so a while ago, or be the last thing that its instance does.
 */
export function faulty(send: Send, around: Around): Send {
  const { scheduler, faults, random, trace } = around;
  const old = oldAnswers();
  const never = new Promise<never>(() => {});

  function told(request: Request, activity: Activity, response: Response): Response {
    const key = keyOf(request);
    const question = key.replace(ASKED_AT, '');
    if (response.text.includes(STRUCK)) {
      if (response.status === 403) activity.unread.add(question);
      return response;
    }
    activity.unread.delete(question);
    const earlier = isRead(request) ? old.before(key, response) : undefined;
    return earlier !== undefined && faults.strikes('stale read') ? earlier : response;
  }

  async function answer(request: Request, activity: Activity): Promise<Response> {
    if (faults.strikes('clock set forward')) scheduler.jump(random.below(LONGEST_JUMP_MS));
    const response = await tried(request, activity, send, around);
    if (response === 'dead') return never;
    const what = `${activity.name}: ${request.method} ${shown(request.url)}`;
    if (typeof response === 'string') {
      trace.add(`${what} is ${response}`);
      throw new Unanswered();
    }
    const said = told(request, activity, response);
    trace.add(`${what} ${said.status}${said === response ? '' : ', of a while ago'}`);
    return said;
  }

  return (request) => {
    const activity = running.getStore();
    // A person's own call.
    if (activity === undefined) return send(request);
    return scheduler.gate(() => answer(request, activity));
  };
}

type Lost = 'lost on the way there' | 'lost on the way back';

/** The answer, or why there is none. */
async function tried(
  request: Request,
  activity: Activity,
  send: Send,
  around: Around,
): Promise<Response | Lost | 'dead'> {
  const { faults, overtake, setBack } = around;
  const kind = kindOf(request.method, request.url);
  if (dies(activity, 'ahead of', around)) return 'dead';
  const status = refused(kind, faults);
  if (status !== undefined) return { status, text: refusal(status) };
  const writes = kind !== 'read' && kind !== 'file';
  if (writes && faults.strikes('timed out ahead of a write')) return 'lost on the way there';
  const shared = kind === 'write' && SHARED.test(request.url.pathname);
  if (shared && faults.strikes('overtaken at the last moment')) await overtake(request);
  const response = await send({ ...request, by: activity });
  const dead = dies(activity, 'behind', around);
  const lost = !dead && writes && faults.strikes('timed out behind a write');
  // Whoever made the request does not know of the one write when it meets the other.
  const back = shared && response.status === 200 && faults.strikes('set back behind a write');
  if (back) await setBack(request);
  if (dead) return 'dead';
  return lost || back ? 'lost on the way back' : response;
}

function dies(
  { instance }: Activity,
  when: 'ahead of' | 'behind',
  { faults, trace }: Pick<Around, 'faults' | 'trace'>,
): boolean {
  if (!faults.strikes(`killed ${when} a call`)) return false;
  trace.add(`${instance.name} is killed ${when} this call`);
  kill(instance);
  return true;
}

function refused(kind: CallKind, faults: Faults): number | undefined {
  const statuses = kind === 'file' ? [] : [503, 500, 429, ...OWN_REFUSALS[kind]];
  return statuses.find((status) =>
    faults.strikes(`answered ${status}` as Parameters<Faults['strikes']>[0]),
  );
}

function isRead({ method, url }: Request): boolean {
  return kindOf(method, url) === 'read';
}

function keyOf({ authorization, method, url, body }: Request): string {
  return `${callerIn(authorization)} ${method} ${url.pathname}${url.search} ${body}`;
}

function refusal(code: number): string {
  return JSON.stringify({ error: { code, status: NAMES[code], message: STRUCK } });
}

function shown({ pathname, search }: URL): string {
  const asked = search.replace(/([?&])fields=[^&]*&?/, '$1').replace(/[?&]$/, '');
  return `${pathname}${asked}`.replace(/^\/(v\d\w*)\//, '').slice(0, 160);
}
