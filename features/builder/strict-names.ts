import { suggestName } from '../nearest-name.ts'
import { PlumblineError } from '../plumbline-error.ts'

/**
 * An object whose unknown names throw: features files run without the compiler's check, and `undefined` would say
 * nothing to somebody who misspelt a field.
 */
export function strictNames<T extends object>(what: string, names: T): T {
  return new Proxy(Object.freeze(names), {
    get(target, name) {
      if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name)
      throw new PlumblineError(
        'bad-definition',
        `${what} has no ${name}: ${suggestName(name, Object.keys(target))}.`,
      )
    },
  })
}
