/** Characters that no XML 1.0 document may hold, and halves of surrogate pairs, which no encoding can. */
const unfit = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** A text that every format can carry: what it cannot hold is shown as `\u{1}`. Escaping is each format's own. */
export function plainText(text: string): string {
  return text.replace(unfit, found => `\\u{${(found.codePointAt(0) as number).toString(16)}}`)
}
