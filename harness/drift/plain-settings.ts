import type { ColumnContext } from './column-context.ts'

/** The settings for what is derived from a feature, whose unit is not the feature's. */
export function plainSettings(context: ColumnContext): ColumnContext['settings'] {
  return { ...context.settings, epsilon: plainEpsilon(context) }
}

export function plainEpsilon({ settings }: ColumnContext): number {
  return typeof settings.epsilon === 'number' ? settings.epsilon : 0.1
}
