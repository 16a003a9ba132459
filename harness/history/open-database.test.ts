import { expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'

/** Years of work. */
const endless = 'SELECT sum(a.i * b.i) FROM range(100000000) a(i), range(100000000) b(i)'

test('what runs when its signal is aborted stops, and so does what starts after that', async () => {
  const controller = new AbortController()
  const { connect, close } = await openDatabase({ signal: controller.signal })
  const connection = await connect()
  const running = connection.run(endless)
  controller.abort()
  await expect(running).rejects.toThrow(/interrupt/i)
  // A single interruption would have met nothing here: a command that was between two statements went on to its end.
  await expect(connection.run(endless)).rejects.toThrow(/interrupt/i)
  connection.closeSync()
  close()
})
