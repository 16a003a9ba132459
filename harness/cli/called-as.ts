const fromSource = import.meta.url.endsWith('.ts')

/** What a user types for a verb: an npm script in a checkout, the program of the package where that is installed. */
export function calledAs(verb: string, argument: string, silent = false): string {
  if (!fromSource) return ['npx plumbline', verb, argument].filter(part => part !== '').join(' ')
  const script = `npm run ${silent ? '--silent ' : ''}${verb}`
  return argument === '' ? script : `${script} -- ${argument}`
}
