import { expect, it } from 'vitest';
import { openPace } from '../../../functions/evaluate/pace.ts';

const NOW = () => new Date().toISOString();

/** How long the pace lets jobs wait, in milliseconds. */
async function waits(pace: ReturnType<typeof openPace>, ...usedUp: readonly boolean[]) {
  const waited: number[] = [];
  for (const one of usedUp) {
    const began = performance.now();
    await pace.goesOn(one);
    waited.push(performance.now() - began);
  }
  return waited;
}

it('waits for nothing while no quota is used up', async () => {
  const all = await waits(openPace(NOW), false, false, false);
  expect(Math.max(...all)).toBeLessThan(500);
});

it('waits twice as long each time that a quota is used up, give or take a half', async () => {
  const [first = 0, second = 0, third = 0] = await waits(openPace(NOW, 40), true, true, true);
  expect(first).toBeGreaterThan(18);
  expect(second).toBeGreaterThan(38);
  expect(third).toBeGreaterThan(78);
});

it('goes faster little by little once it is not', async () => {
  const after = [true, true, ...Array<boolean>(12).fill(false)];
  const [, , first = 0, ...others] = await waits(openPace(NOW, 40), ...after);
  expect(first).toBeGreaterThan(30);
  expect(Math.min(...others)).toBeLessThan(5);
});

it('leaves the rest to another delivery when a quota stays used up', async () => {
  const pace = openPace(NOW, 1, 20);
  expect(await pace.goesOn(true)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 25));
  expect(await pace.goesOn(false)).toBe(true);
  expect(await pace.goesOn(true)).toBe(false);
});
