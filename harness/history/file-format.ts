import { PlumblineError } from '../../features/plumbline-error.ts'

export type TableFormat = 'parquet' | 'csv' | 'jsonl'

export interface FileFormat {
  readonly format: TableFormat
  readonly gzipped: boolean
}

/** Endings of the files that a table may come in, in the order in which a folder is searched. */
export const tableEndings = [
  '.parquet',
  '.csv',
  '.jsonl',
  '.ndjson',
  '.csv.gz',
  '.jsonl.gz',
  '.ndjson.gz',
] as const

const formats: Readonly<Record<string, TableFormat>> = {
  parquet: 'parquet',
  csv: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
}

/**
 * The format of a file by its name.
 * @throws PlumblineError `usage` for an ending that no reader takes.
 */
export function formatOfFile(path: string): FileFormat {
  const gzipped = path.endsWith('.gz')
  const ending = /\.([a-z]+)$/.exec(gzipped ? path.slice(0, -'.gz'.length) : path)?.[1] ?? ''
  const format = formats[ending]
  if (format === undefined || (gzipped && format === 'parquet')) {
    throw new PlumblineError(
      'usage',
      `${path} has no ending that can be read: give a file in ${tableEndings.join(', ')}`,
    )
  }
  return { format, gzipped }
}
