/** The local organization cannot start as asked; the message is a sentence that names the thing and the remedy. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
