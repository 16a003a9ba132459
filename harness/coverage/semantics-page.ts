/** A sentence of `docs/semantics.md`, with the place of its first letter in the text. */
interface Sentence {
  readonly section: string
  readonly text: string
}

/** The page as sentences: a bullet, a paragraph and a row of a table each end one. Pure. */
export function sentencesOf(page: string): Sentence[] {
  let section = ''
  const blocks: Sentence[] = []
  for (const line of page.split('\n')) {
    const heading = /^#+ (\d+)?/.exec(line)
    if (heading !== null) {
      section = heading[1] ?? ''
      blocks.push({ section, text: '' })
    } else if (/^(- |\|)/.test(line) || line.trim() === '') blocks.push({ section, text: line.trim() })
    else {
      const last = blocks.at(-1) ?? { section, text: '' }
      blocks.splice(-1, 1, { section: last.section, text: `${last.text} ${line.trim()}`.trim() })
    }
  }
  return blocks
    .filter(({ section: own, text }) => own !== '' && text !== '' && !isTableHead(text))
    .flatMap(({ section: own, text }) =>
      text
        .split(/(?<=[.;])\s+(?=[A-Z`(*0-9α])/)
        .map(sentence => ({ section: own, text: sentence.replace(/^- /, '') })),
    )
}

function isTableHead(text: string): boolean {
  return /^\|[-|]+\|$/.test(text) || /^\| (clock|reading) \|/.test(text)
}
