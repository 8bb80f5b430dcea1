// Hands requests on to a server, with a client's token that the conformance suite cannot be given.
//   node with-token.mjs PORT TOKEN-FILE      prints its own port; ends with standard input
import http from 'node:http'
import { readFileSync } from 'node:fs'

const [port, file] = process.argv.slice(2)
const token = readFileSync(file, 'utf8').trim()
const proxy = http.createServer((request, response) => {
  const own = `localhost:${proxy.address().port}`
  const headers = { ...request.headers, authorization: `Bearer ${token}` }
  for (const name of ['host', 'origin']) {
    // A foreign host or origin stays: the server has to refuse it.
    if (headers[name]) headers[name] = headers[name].replace(own, `localhost:${port}`)
  }
  const onward = http.request({ port, path: request.url, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
})
proxy.listen(0, '127.0.0.1', () => console.log(proxy.address().port))
process.stdin.resume().on('end', () => process.exit(0))
