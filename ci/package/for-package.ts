/** A module as it stands in the package, and the files that it names and nobody built. */
export interface PackagedModule {
  readonly text: string
  readonly missing: readonly string[]
}

/** A file of ours that a module starts, loads or forks: `new URL('./worker.ts', import.meta.url)`. */
const started = /\bnew URL\((['"])(\.[^'"]*)\.ts\1, import\.meta\.url\)/g

/** A declaration names the sources, which the package does not hold. */
const declared = /((?:from|import)\s*\(?\s*)(['"])(\.[^'"]*)\.ts\2/g

/** What a user of a checkout types, and a user of the package. */
const called =
  /\bnpm run (verify|audit|drift|latency|prove|shrink|replay|report|new-scenario|adapter-check|reproduce|definitions|profile)\b(?: --(?= ))?/g

/**
 * Turns what the compiler wrote into a module of the package: what it names as `.ts` it names as `.js`, and what it tells
 * users to type is `npx plumbline …`. `isBuilt` says whether there is such a module beside it.
 */
export function forPackage(
  text: string,
  kind: 'module' | 'declaration',
  isBuilt: (named: string) => boolean,
): PackagedModule {
  // What a module imports the compiler has named already; texts in it may be files that are yet to be written.
  if (kind === 'declaration') {
    const named = text.replace(
      declared,
      (_, before: string, quote: string, path: string) => `${before}${quote}${path}.js${quote}`,
    )
    return { text: named, missing: [] }
  }
  const missing: string[] = []
  const packaged = text
    .replace(started, (whole, quote: string, path: string) => {
      if (!isBuilt(`${path}.js`)) missing.push(`${path}.ts`)
      return whole.replace(`${quote}${path}.ts${quote}`, `${quote}${path}.js${quote}`)
    })
    .replace(called, (_, verb: string) => `npx plumbline ${verb}`)
  return { text: packaged, missing }
}
