import type { Tolerance } from '../definitions.ts'
import { writeExpression } from '../expressions/write-expression.ts'
import type { ValueType } from '../value.ts'
import { checkedExpression, wrap } from './build-expression.ts'
import type { FieldTypes, Reads, TypedExpression } from './expression-types.ts'
import { stated } from './feature-document.ts'
import type { Remarks } from './settings.ts'
import { strictNames } from './strict-names.ts'

export interface OnDemandSettings extends Remarks {
  readonly tolerance?: Partial<Tolerance>
}

/** An on-demand feature on its way into a document or a service, over the features that `F` reads. */
export interface OnDemandDraft<F, T extends ValueType> {
  /** Writes the feature once the features that it may read are known. */
  readonly write: (features: F) => { readonly type: T; readonly document: Readonly<Record<string, unknown>> }
}

/**
 * A feature computed when it is asked for, from request fields and from features of the document or service that it
 * is put into by `with`; semantics § 6.
 */
export function onDemand<const R extends FieldTypes, F, T extends ValueType>(
  request: R,
  build: (request: Reads<R>, features: F) => TypedExpression<T>,
  { tolerance, ...remarks }: OnDemandSettings = {},
): OnDemandDraft<F, T> {
  const reads = Object.entries(request).map(([name, type]) => [name, wrap({ node: 'request', name, type })])
  const fields = strictNames('the request', Object.fromEntries(reads) as Reads<R>)
  return Object.freeze({
    write: (features: F) => {
      const { type, expression } = checkedExpression(build(fields, features), 'features')
      const document = stated({ ...remarks, request, onDemand: writeExpression(expression), tolerance })
      return { type, document }
    },
  })
}
