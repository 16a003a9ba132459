import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TcpProxy } from './tcp-proxy.ts'

const echo = createServer(socket => void socket.on('error', () => {}).pipe(socket))
let proxy: TcpProxy

beforeAll(async () => {
  await new Promise<void>(resolve => echo.listen(0, '127.0.0.1', resolve))
  proxy = await TcpProxy.open({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port })
})

afterAll(async () => {
  await proxy.close()
  echo.close()
})

test('bytes keep their order while the network becomes slow and fast again', async () => {
  const socket = connect({ host: '127.0.0.1', port: proxy.port })
  let received = ''
  socket.on('data', data => (received += String(data)))
  let sent = ''
  for (let i = 0; i < 200; i++) {
    proxy.latencyMs = i % 40 < 20 ? 15 : 0
    const piece = `${i},`
    sent += piece
    socket.write(piece)
    await new Promise(resolve => setTimeout(resolve, i % 3))
  }
  proxy.latencyMs = 0
  while (received.length < sent.length) await new Promise(resolve => setTimeout(resolve, 5))
  expect(received).toBe(sent)
  socket.destroy()
})

test('a cut ends connections on both sides, and new ones are taken', async () => {
  const open = () => connect({ host: '127.0.0.1', port: proxy.port })
  const socket = open()
  await new Promise(resolve => socket.once('connect', resolve))
  const closed = new Promise(resolve => socket.on('error', () => {}).once('close', resolve))
  socket.write('half a mess')
  await new Promise(resolve => socket.once('data', resolve))
  proxy.cut()
  await closed
  const again = open()
  again.write('age')
  expect(String(await new Promise(resolve => again.once('data', resolve)))).toBe('age')
  again.destroy()
})
