import { features, source } from '../../features/builder/index.ts'

const entry = source('revised', {
  key: { account: 'account' },
  fields: { account: 'string', amount: 'int', price: 'float', note: 'string' },
})

/** Features in which one record more or less shows, and the order of two. */
export const revisions = features('revisions', 1, {
  entries: entry.count(),
  entries_10m: entry.count().over('10m'),
  entries_7m: entry.count().over('7m', { closed: 'right' }),
  amount: entry.sum(e => e.amount),
  in_time: entry.count({ allowedLateness: '2m' }),
  last_note: entry.last(e => e.note),
  notes: entry.lastN(e => e.note, 3),
})

const numbered = source('numbered', {
  key: { account: 'account' },
  fields: { account: 'string', note: 'string' },
})

/** The same of facts that are numbered. */
export const numbers = features('numbers', 1, { last_note: numbered.last(n => n.note) })
