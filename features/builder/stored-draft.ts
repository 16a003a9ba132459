import type { Closed } from '../definitions.ts'
import type { Duration } from '../duration.ts'
import type { ValueType } from '../value.ts'
import type { SourceOutline } from './source.ts'

/** The part of a window that is not its length. */
interface WindowSettings {
  /** Which end belongs to the window: `left` (the default) leaves the event at the instant of asking out. */
  readonly closed?: Closed
  /** The tail is rounded down to the grid of this. */
  readonly slide?: Duration
}

/** A stored feature on its way into a document: immutable, each method gives another. */
export interface StoredDraft<T extends ValueType> {
  readonly type: T
  readonly source: SourceOutline
  /** The feature as the document will hold it. */
  readonly document: Readonly<Record<string, unknown>>
  /** Over a window of this length; without `over` or `unbounded` it is unbounded and closed left. */
  over(length: Duration, window?: WindowSettings): StoredDraft<T>
  /** Over all facts, of the instant of asking too with `closed: 'right'`. */
  unbounded(window?: Pick<WindowSettings, 'closed'>): StoredDraft<T>
}

export function storedDraft<T extends ValueType>(
  type: T,
  source: SourceOutline,
  document: Readonly<Record<string, unknown>>,
): StoredDraft<T> {
  const windowed = (window: object) => storedDraft(type, source, { ...document, window })
  return Object.freeze({
    type,
    source,
    document: Object.freeze(document),
    over: (length: Duration, window: WindowSettings = {}) => windowed({ length, ...window }),
    unbounded: (window: Pick<WindowSettings, 'closed'> = {}) => windowed({ ...window }),
  })
}
