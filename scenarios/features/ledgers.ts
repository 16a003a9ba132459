import { features, source } from '../../features/builder/index.ts'

const entry = source('entries', {
  key: { account: 'account' },
  fields: { account: 'int', amount: 'int' },
})

/** Features under an integer key. */
export const ledgers = features('ledgers', 1, {
  entries_20m: entry.count().over('20m'),
  amount_ever: entry.sum(e => e.amount),
})
