import type { FastifyError } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { HttpProblem } from '../problem.ts'

/** Every error leaves as `{code, message, lost}`; what was not foreseen is logged and kept inside. */
export const problems = fastifyPlugin((app, _options, done) => {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = error instanceof HttpProblem ? error : foreseen(error)
    if (problem.status >= 500) request.log.error(error)
    if (problem.retryAfterS !== null) void reply.header('retry-after', problem.retryAfterS)
    return reply.code(problem.status).send(problem.body())
  })
  app.setNotFoundHandler((request, reply) => {
    const { pathname } = new URL(request.url, 'http://controller')
    const problem = new HttpProblem(404, 'not-found', `There is nothing at ${pathname}.`)
    return reply.code(404).send(problem.body())
  })
  done()
})

function foreseen(error: FastifyError): HttpProblem {
  const status = error.statusCode ?? 500
  if (status === 413) return new HttpProblem(413, 'too-large', 'A request may have 1 MiB at most.')
  if (status >= 400 && status < 500) return new HttpProblem(status, 'malformed', error.message)
  return new HttpProblem(
    500,
    'internal',
    'The controller could not answer; its log says why.',
    'What was acknowledged before is in the record.',
  )
}
