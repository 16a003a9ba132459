import { features, onDemand, service, source } from '../../features/builder/index.ts'
import { payments } from './payments.ts'

const dispute = source('disputes', {
  key: { merchant: 'merchant' },
  fields: { merchant: 'string', amount: 'float', lost: 'bool' },
})

/** Risk of a merchant; it has a feature of the same name as one of `payments`, which must not be taken for it. */
export const merchants = features('merchant', 1, {
  disputes_20m: dispute.count().over('20m'),
  spend_10m: dispute.sum(d => d.amount).over('10m'),
}).with({ risk: onDemand({}, (_, f) => f.disputes_20m.neg().exp()) })

/** One prediction that asks for an account and a merchant at once. */
export const checkout = service('checkout', [payments, merchants]).with({
  share: onDemand({ amount: 'float' }, (request, f) =>
    request.amount.div(f.fraud.spend_10m.add(f.merchant.spend_10m)),
  ),
  trusted: onDemand({}, (_, f) => f.merchant.risk.gt(0.2)),
})
