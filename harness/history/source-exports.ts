import { registerHooks } from 'node:module'

/** The condition under which `exports` of package.json names the sources; the package that is installed holds none. */
const condition = 'plumbline-source'

let hooked = false

/**
 * In a checkout, lets modules of users import `plumbline` before anything was built: to the sources that run, so that
 * what such a module makes is known here. In the package that is installed it does nothing.
 */
export function useSourceExports(): void {
  if (hooked || !import.meta.url.endsWith('.ts')) return
  hooked = true
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      if (!/^plumbline(\/|$)/.test(specifier)) return nextResolve(specifier, context)
      return nextResolve(specifier, { ...context, conditions: [...context.conditions, condition] })
    },
  })
}
