/** Columns that a text takes on a terminal, near enough: its code points. */
export function textWidth(text: string): number {
  return [...text].length
}

/** Breaks a text at blanks so that no line is wider than `width`; a longer word stands on a line of its own. */
function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (textWidth(longer) <= width || line === '') line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

/** A label, then a text wrapped beside it: lines after the first are indented to where the text began. */
export function besideLabel(label: string, text: string, width: number): string[] {
  const indent = textWidth(label)
  return wrapText(text, Math.max(20, width - indent)).map(
    (line, i) => (i === 0 ? label : ' '.repeat(indent)) + line,
  )
}

/** Cuts a text to a width, with an ellipsis in its middle, where names differ least. */
export function shorten(text: string, width: number): string {
  const points = [...text]
  if (points.length <= width) return text
  const tail = Math.floor((width - 1) / 2)
  return `${points.slice(0, width - 1 - tail).join('')}…${tail === 0 ? '' : points.slice(-tail).join('')}`
}
