import MailComposer from 'nodemailer/lib/mail-composer';
import { htmlPage } from './html.ts';
import { legibleLine } from './legible.ts';
import type { Message } from './message.ts';
import { plainBlocks } from './plain-blocks.ts';
import { shorten, within } from './shorten.ts';

export interface MailParts {
  readonly from: string;
  readonly to: readonly string[];
  /** 32 hexadecimal digits, the same for every attempt at one piece of news: its Message-ID. */
  readonly mark: string;
  /** RFC 3339. */
  readonly at: string;
}

const LONGEST_SUBJECT = 200;
// Bytes of one form of the text, of which a mail carries two; Gmail hides what is beyond 102 kB.
const LARGEST_TEXT = 90_000;

/**
 * A message as a mail, in bytes: text and HTML that say the same. All mails of one thread answer to an id that no mail
 * has, so that a reader's program shows them together whichever of them it has. RFC 5322, 3834
 */
export function mail(
  { heading, title, blocks, thread }: Message,
  parts: MailParts,
): Promise<Buffer> {
  const { from, to, mark, at } = parts;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const root = `<${thread}@${domain}>`;
  const full = `${heading}: ${title}`;
  const composer = new MailComposer({
    from,
    to: [...to],
    subject: subjectOf(full),
    text: shorten(`${legibleLine(full)}\n\n${plainBlocks(blocks)}\n`, fits),
    html: pageOf(full, blocks),
    messageId: `<${mark}@${domain}>`,
    inReplyTo: root,
    references: root,
    date: new Date(at),
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** One line. What looks like an encoded word (RFC 2047) would be decoded by its reader, so that it is pulled apart. */
function subjectOf(text: string): string {
  return shorten(legibleLine(text).replaceAll('=?', '= ?'), within(LONGEST_SUBJECT));
}

/** A page that is too large holds as many blocks as fit, since no cut through HTML leaves it whole. */
function pageOf(title: string, blocks: Message['blocks']): string {
  const whole = htmlPage(title, blocks);
  if (fits(whole)) return whole;
  const left = 'The rest is in the part of this mail that is plain text.';
  for (let kept = blocks.length - 1; kept > 0; kept -= 1) {
    const page = htmlPage(title, [...blocks.slice(0, kept), { kind: 'paragraph', text: left }]);
    if (fits(page)) return page;
  }
  return htmlPage(shorten(title, within(LONGEST_SUBJECT)), [{ kind: 'paragraph', text: left }]);
}

function fits(text: string): boolean {
  return Buffer.byteLength(text) <= LARGEST_TEXT;
}
