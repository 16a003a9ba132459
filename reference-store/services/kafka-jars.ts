import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from './cache-folder.ts'
import { onPath } from './local-redis.ts'

const run = promisify(execFile)

/** The Kafka that Maven brings; the default image is of the same one. */
export const kafkaVersion = '4.4.0'
const artifact = 'kafka_2.13'
const javaLeast = 17

/** What a Kafka on this machine runs on, or the one sentence that says what is missing. */
export type KafkaOnThisMachine =
  | { readonly found: true; readonly java: string; readonly classPath: string; readonly from: string }
  | { readonly found: false; readonly missing: string }

/** Kafka's jars from `KAFKA_HOME`, from the cache, or from Maven into the cache, and a Java that runs them. */
export async function kafkaOnThisMachine(env: NodeJS.ProcessEnv): Promise<KafkaOnThisMachine> {
  const java = javaCommand(env)
  const version = java === null ? null : await javaVersion(java)
  if (java === null || version === null)
    return missing(
      `a local Kafka needs Java ${javaLeast} or newer: install one, such as openjdk-${javaLeast}-jre-headless`,
    )
  if (version < javaLeast)
    return missing(
      `a local Kafka needs Java ${javaLeast} or newer, but ${java} is Java ${version}: set JAVA_HOME to a newer one`,
    )
  const home = env.KAFKA_HOME ?? ''
  if (home !== '') {
    const jars = join(home, 'libs')
    if (!existsSync(jars)) return missing(`KAFKA_HOME has no folder libs: set it to where Kafka was unpacked`)
    return { found: true, java, classPath: join(jars, '*'), from: 'KAFKA_HOME' }
  }
  const jars = join(cacheFolder(env), `kafka-${kafkaVersion}`)
  if (!existsSync(jars)) {
    const failure = await bringJars(jars, env)
    if (failure !== null) return missing(failure)
  }
  return { found: true, java, classPath: join(jars, '*'), from: `Maven’s jars of Kafka ${kafkaVersion}` }
}

function missing(sentence: string): KafkaOnThisMachine {
  return { found: false, missing: sentence }
}

function javaCommand(env: NodeJS.ProcessEnv): string | null {
  const home = env.JAVA_HOME ?? ''
  const ofHome = join(home, 'bin', 'java')
  return home !== '' && existsSync(ofHome) ? ofHome : onPath('java', env)
}

/** Null where it does not run, as the stub of macOS does not. */
async function javaVersion(java: string): Promise<number | null> {
  try {
    const { stderr } = await run(java, ['-version'])
    const found = /version "(\d+)(?:\.(\d+))?/.exec(stderr)
    if (found === null) return null
    return Number(found[1]) === 1 ? Number(found[2]) : Number(found[1])
  } catch {
    return null
  }
}

/** Null, or why it failed. The folder appears whole or not at all, however many processes do this at once. */
async function bringJars(jars: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const maven = onPath('mvn', env)
  if (maven === null) return 'a local Kafka needs its jars: install Maven (mvn), or set KAFKA_HOME'
  mkdirSync(cacheFolder(env), { recursive: true })
  const work = mkdtempSync(join(cacheFolder(env), 'kafka-new-'))
  try {
    writeFileSync(join(work, 'pom.xml'), pom)
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`]
    await run(maven, ['-q', '-B', '-f', join(work, 'pom.xml'), ...goal], { maxBuffer: 64 * 2 ** 20 })
    renameSync(join(work, 'jars'), jars)
    return null
  } catch (error) {
    if (existsSync(jars)) return null
    const said = error instanceof Error ? ((error as { stdout?: string }).stdout ?? '') : ''
    const line = said.split('\n').find(each => each.startsWith('[ERROR]')) ?? 'it said nothing'
    return `Maven could not bring the jars of Kafka ${kafkaVersion} (${line}): see to its network, or set KAFKA_HOME`
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const pom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>plumbline</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>${artifact}</artifactId><version>${kafkaVersion}</version></dependency>
  </dependencies>
</project>
`
