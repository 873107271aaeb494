/** A stranger's name of a method or API, at most 128 characters long, fit for a sentence: anything odd becomes `?`. */
export function plainName(text: string): string {
  return text.slice(0, 128).replace(/[^\w./-]/g, '?');
}
