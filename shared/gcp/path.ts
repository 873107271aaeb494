/**
 * The path of a URL: what is filled in keeps its slashes, and every other character that could end the name or begin
 * another part of the URL is escaped; the one text of an array keeps no slash either. rest.ts refuses parts that climb.
 */
export function path(
  texts: TemplateStringsArray,
  ...names: readonly (string | readonly [string])[]
): string {
  return texts
    .map((text, at) => {
      const name = names[at] ?? '';
      const parts = typeof name === 'string' ? name.split('/') : name;
      return `${text}${parts.map(escaped).join('/')}`;
    })
    .join('');
}

function escaped(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
