/** Content that is answered as it is, where everything else is JSON. */
export class Media {
  readonly text: string;
  readonly contentType: string;
  constructor(text: string, contentType: string) {
    this.text = text;
    this.contentType = contentType;
  }
}
