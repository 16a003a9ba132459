import { features, source } from '../../features/builder/index.ts'

const sale = source('sales', {
  key: { place: 'place', till: 'till' },
  fields: { place: 'string', till: 'string', amount: 'int' },
})

/** Features under a key of two texts, which careless stores join. */
export const desks = features('desks', 1, {
  sales_20m: sale.count().over('20m'),
  amount_ever: sale.sum(s => s.amount),
})
