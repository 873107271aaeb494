/** What Jira's renderer takes for markup, once escapes and character references are out of the way. */
const LIVE: readonly RegExp[] = [
  /\{[a-z]+(?::[^}\n]*)?\}/i,
  /\{\{/,
  /\[[^\]\n]+\]/,
  /![^\s!][^!\n]*!/,
  /^\s*h[1-6]\. /m,
  /^\s*bq\. /m,
  /^\s*[-*#]+ /m,
  /^\s*-{4,}\s*$/m,
  /\|/,
  /(?:https?|ftp|file|irc|news|skype):\/\//i,
  /\bmailto:/i,
  /\bwww\./i,
  /[\w.]@[\w]/,
  /\b[A-Z][A-Z0-9_]+-\d+\b/,
  /(?:^|\W)([*_^~+-]|\?\?)\S[^\n]*\1/,
  /[:;]-?[)(DPp]/,
  /\((?:[/xiy!n?+-]|on|off|\*[rgby]?|c|r|tm)\)/i,
  /\\\\/,
  /<|>/,
];
/** Jira's own pattern of what a backslash escapes. */
const ESCAPED = /(^|(?<!\\))\\([-#*_+?^~|%{}[\]()!@])/g;
const REFERENCE = /&#(\d+);/g;
/** Stands for a character that is out of the way. */
const AWAY = 0xe000;

export interface WikiText {
  /** As a reader sees it. */
  readonly text: string;
  /** Markup in it that would come to life. */
  readonly live: readonly string[];
}

/** Reads what is to be nothing but text, as the renderer of Jira Data Center does. */
export function readWikiText(markup: string): WikiText {
  const away = markup
    .replace(ESCAPED, (_, before: string, character: string) => before + hidden(character))
    .replace(REFERENCE, (_, code: string) => hidden(String.fromCharCode(Number(code))));
  const live = LIVE.flatMap((pattern) => pattern.exec(away)?.[0] ?? []);
  return { text: shown(away), live };
}

/** The text of a whole description or comment, with what Bailiff marks up itself. */
export function readWiki(markup: string): string {
  const parts = markup.split(/^(\{(?:noformat|code)\})\n([\s\S]*?)\n\1$/m);
  return parts
    .map((part, at) => (at % 3 === 2 ? part : at % 3 === 1 ? '' : readWikiText(part).text))
    .join('');
}

function hidden(character: string): string {
  return String.fromCharCode(AWAY + character.charCodeAt(0));
}

function shown(text: string): string {
  return text.replace(/[\uE000-\uE0FF]/g, (character) =>
    String.fromCharCode(character.charCodeAt(0) - AWAY),
  );
}
