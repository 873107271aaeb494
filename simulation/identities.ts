/** An identity of Bailiff's as a token names it. */
export function memberOf(email: string | undefined): string {
  return `serviceAccount:${email}`;
}
