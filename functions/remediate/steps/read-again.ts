const ATTEMPTS = 5;
const PAUSE_MS = 1000;

/**
 * What is read, asked for again for a few seconds while it may be an answer from before Bailiff's own write; the last
 * answer then, such as it is. Reads of Google's APIs may lag behind writes.
 * https://cloud.google.com/dotnet/docs/reference/Google.Cloud.Iam.Admin.V1/latest/Google.Cloud.Iam.Admin.V1.IAM
 */
export async function readAgain<T>(
  read: () => Promise<T>,
  mayBeOld: (answer: T) => boolean,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<T> {
  let answer = await read();
  for (let tried = 1; tried < ATTEMPTS && mayBeOld(answer); tried += 1) {
    await sleep(PAUSE_MS);
    answer = await read();
  }
  return answer;
}
