/** Whether an address may be made a link of: `https:` alone, whoever made it. */
export function isLink(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
