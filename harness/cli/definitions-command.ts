import type { Definitions } from '../../features/definitions.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { targetDocuments } from '../../features/target.ts'
import { loadTargets } from '../history/load-targets.ts'
import { addExamples } from './examples.ts'
import { trainingScript } from './training-script.ts'
import type { Verb } from './verb.ts'

/** `definitions`: print a document, its hash, and the SQL that builds a training set from it. */
export const definitionsCommand: Verb = (program, done) => {
  const command = program
    .command('definitions')
    .description('print the definition document of a features file, its hash, and the SQL of its batch plan')
    .argument('<features>', 'a .ts, .js or .json file')
    .option('--json', 'print documents, hashes and SQL as JSON')
    .action(async (path: string, flags: { readonly json?: true }) => {
      const targets = await loadTargets(path)
      const documents = [...new Set(targets.flatMap(targetDocuments))]
      const services = targets.flatMap(target => (target.kind === 'service' ? [target.service.document] : []))
      if (documents.length === 0)
        throw new PlumblineError(
          'bad-definition',
          `${path} holds no definition document: export at least one`,
        )
      // The console speaks on stderr, so that a features file that prints something does no harm.
      const text = flags.json
        ? JSON.stringify({ documents: documents.map(describe), services }, null, 2)
        : [...documents.map(show), ...services.map(service => JSON.stringify(service, null, 2))].join('\n\n')
      process.stdout.write(`${text}\n`)
      done(0)
    })
  addExamples(command, [
    ['document, hash and SQL', 'definitions features.ts'],
    ['the document alone, for another tool', 'definitions features.ts --json | jq .documents[0].document'],
  ])
}

function describe(definitions: Definitions) {
  return { document: definitions.document, hash: definitions.hash, sql: trainingScript(definitions) }
}

function show(definitions: Definitions): string {
  const { name, version, hash, document } = definitions
  return `${JSON.stringify(document, null, 2)}\n\n-- ${name}, version ${version}, sha256 ${hash}\n\n${trainingScript(definitions)}`
}
