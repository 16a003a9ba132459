import { days, features, hours, minutes, onDemand, source } from 'plumbline'

const payments = source('payments', {
  key: { account: 'payer' },
  fields: { payer: 'string', amount: 'float', settled: 'bool', merchant: 'string' },
})

/** Streaming windows over the payments of an account, as a fraud model asks for them while a payment waits. */
export default features('fraud', 3, {
  spend_24h: payments
    .where(p => p.settled)
    .sum(p => p.amount)
    .over(hours(24), { slide: '5m' }),
  attempts_1h: payments.count().over(hours(1), { closed: 'right' }),
  attempts_5m: payments.count().over(minutes(5), { closed: 'right' }),
  merchants_1h: payments.countDistinct(p => p.merchant).over(hours(1)),
  largest_1h: payments.max(p => p.amount).over(hours(1)),
  last_merchant: payments.latest(p => p.merchant, { ttl: days(7) }),
}).with({
  ratio: onDemand({ amount: 'float' }, (request, f) => request.amount.div(f.spend_24h)),
})
