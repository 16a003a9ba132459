import { shorten, textWidth } from './wrap.ts'

/** One column of a table; its cells go with the rows. */
export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly cells: readonly string[]
  /** Paints a cell once it has its width. */
  readonly paint?: (padded: string, row: number) => string
  /** Left out, the last such column first, where the table is too wide. */
  readonly optional?: boolean
}

const indent = '  '
const gap = '  '

/** The first column holds names; it gives way to others down to this width. */
export const namesWidth = 24

/** A table as lines of at most `width` columns: long names are shortened, optional columns left out if that is not enough. */
export function renderTable(
  columns: readonly Column[],
  width: number,
  title: (text: string) => string,
): string[] {
  const kept = fitting(columns, width)
  const widths = kept.map(naturalWidth)
  const names = widths[0] as number
  const over = totalWidth(kept) + Math.max(0, names - namesWidth) - width
  if (over > 0) widths[0] = Math.max(8, names - over)
  const line = (cells: readonly string[]) => (indent + cells.join(gap)).trimEnd()
  const pad = (text: string, i: number) => {
    const room = widths[i] as number
    const fitted = shorten(text, room)
    const blank = ' '.repeat(room - textWidth(fitted))
    return (kept[i] as Column).align === 'left' ? fitted + blank : blank + fitted
  }
  const rows = (kept[0] as Column).cells.map((_, row) => {
    return line(kept.map(({ cells, paint = text => text }, i) => paint(pad(cells[row] as string, i), row)))
  })
  return [line(kept.map((column, i) => title(pad(column.title, i)))), ...rows]
}

function fitting(columns: readonly Column[], width: number): readonly Column[] {
  if (totalWidth(columns) <= width) return columns
  const last = columns.findLastIndex(column => column.optional)
  return last < 0 ? columns : fitting(columns.toSpliced(last, 1), width)
}

function totalWidth(columns: readonly Column[]): number {
  const [first = 0, ...others] = columns.map(naturalWidth)
  const widths = [Math.min(first, namesWidth), ...others]
  return indent.length + widths.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1)
}

function naturalWidth({ title, cells }: Column): number {
  return Math.max(textWidth(title), ...cells.map(textWidth))
}
