import { ThreadedBroker } from '../../controller/adapters/broker/threaded-broker.ts'
import { brokerContract, contractPrincipals, contractSecrets } from './broker.ts'

brokerContract('the embedded broker', async () => {
  const broker = new ThreadedBroker({
    principals: contractPrincipals,
    passwordOf: (user) => contractSecrets.secretFor('mqtt', user),
    onMisbehaviour: () => {},
  })
  broker.start()
  const port = await broker.listen('127.0.0.1', 0)
  return { url: `mqtt://127.0.0.1:${port}`, stop: () => broker.stop() }
})
