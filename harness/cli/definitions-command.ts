import { Option } from 'commander'
import type { Definitions } from '../../features/definitions.ts'
import { warehouses } from '../../features/dialects/warehouses.ts'
import { PlumblineError } from '../../features/plumbline-error.ts'
import { targetDocuments } from '../../features/target.ts'
import { warehouseScript } from '../../features/warehouse-plan/warehouse-script.ts'
import { loadTargets } from '../history/load-targets.ts'
import { addExamples } from './examples.ts'
import { trainingScript } from './training-script.ts'
import type { Verb } from './verb.ts'

interface Flags {
  readonly json?: true
  readonly dialect?: string
}

/** `definitions`: print a document, its hash, and the SQL that builds a training set from it. */
export const definitionsCommand: Verb = (program, done) => {
  const command = program
    .command('definitions')
    .description('print the definition document of a features file, its hash, and the SQL of its batch plan')
    .argument('<features>', 'a .ts, .js or .json file')
    .option('--json', 'print documents, hashes and SQL as JSON')
    .addOption(
      new Option(
        '--dialect <name>',
        'print only the SQL, for the engine that training sets are built in',
      ).choices(['duckdb', ...warehouses.map(({ name }) => name)]),
    )
    .action(async (path: string, flags: Flags) => {
      const targets = await loadTargets(path)
      const documents = [...new Set(targets.flatMap(targetDocuments))]
      const services = targets.flatMap(target => (target.kind === 'service' ? [target.service.document] : []))
      if (documents.length === 0)
        throw new PlumblineError(
          'bad-definition',
          `${path} holds no definition document: export at least one`,
        )
      if (flags.dialect !== undefined) {
        process.stdout.write(scriptsFor(flags.dialect, documents, flags.json === true))
        return done(0)
      }
      // The console speaks on stderr, so that a features file that prints something does no harm.
      const text = flags.json
        ? JSON.stringify({ documents: documents.map(describe), services }, null, 2)
        : [...documents.map(show), ...services.map(service => JSON.stringify(service, null, 2))].join('\n\n')
      process.stdout.write(`${text}\n`)
      done(0)
    })
  addExamples(command, [
    ['document, hash and SQL', 'definitions features.ts'],
    ['the SQL for PostgreSQL', 'definitions --dialect postgres features.ts'],
    ['the document alone, for another tool', 'definitions features.ts --json | jq .documents[0].document'],
  ])
}

/** @throws PlumblineError usage where JSON is asked for, bad-definition for what the engine cannot give exactly */
function scriptsFor(name: string, documents: readonly Definitions[], json: boolean): string {
  if (json)
    throw new PlumblineError('usage', '--dialect prints a script of SQL, and --json JSON: leave one out')
  const warehouse = warehouses.find(each => each.name === name)
  const scripts = documents.map(each =>
    warehouse === undefined ? trainingScript(each) : warehouseScript(each, warehouse),
  )
  return scripts.join('\n')
}

function describe(definitions: Definitions) {
  return { document: definitions.document, hash: definitions.hash, sql: trainingScript(definitions) }
}

function show(definitions: Definitions): string {
  const { name, version, hash, document } = definitions
  return `${JSON.stringify(document, null, 2)}\n\n-- ${name}, version ${version}, sha256 ${hash}\n\n${trainingScript(definitions)}`
}
