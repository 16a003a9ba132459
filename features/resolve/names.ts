import { eventColumns, mismatchColumns, servedColumns } from '../fixed-columns.ts'
import { showValue } from '../show-value.ts'
import type { Report } from './problem.ts'

const fixed: ReadonlySet<string> = new Set([...eventColumns, ...servedColumns])
const mismatch: ReadonlySet<string> = new Set(mismatchColumns)

/** Reports a name that is not `[a-z][a-z0-9_]*` or holds `__`, which joins names in columns; history § definition. */
export function checkName(name: string, path: string, report: Report): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    report(path, `${showValue(name)} is no name: names are a small letter, then small letters, digits and _`)
  } else if (name.includes('__')) {
    report(path, `${name} holds two underscores in a row, which join names in columns: keep one`)
  }
}

/** As `checkName`, for what becomes a column of a table: the fixed columns and `request_…` are taken. */
export function checkColumnName(name: string, path: string, report: Report): void {
  checkName(name, path, report)
  if (fixed.has(name)) report(path, `${name} is a fixed column of a History: choose another name`)
  else if (name.startsWith('request_'))
    report(path, 'names that begin with request_ are columns of request fields: choose another name')
}

/** As `checkColumnName`, for a key part, which is a column of the mismatches too. */
export function checkKeyPartName(name: string, path: string, report: Report): void {
  checkColumnName(name, path, report)
  if (mismatch.has(name) && !fixed.has(name))
    report(path, `${name} is a column of the mismatches: choose another name`)
}

/** As `checkColumnName`, for a feature, which stands beside the key parts in served tables. */
export function checkFeatureName(
  name: string,
  keyParts: Iterable<string>,
  path: string,
  report: Report,
): void {
  checkColumnName(name, path, report)
  if ([...keyParts].includes(name)) report(path, `${name} is a key part already: choose another name`)
}
