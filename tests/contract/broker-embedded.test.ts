import { EmbeddedBroker } from '../../controller/adapters/broker/embedded.ts'
import { brokerContract, contractAccess, contractSecrets } from './broker.ts'

brokerContract('the embedded broker', async () => {
  const broker = new EmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    access: contractAccess,
    isPassword: (user, password) => contractSecrets.matches('mqtt', user, password),
    onMisbehaviour: () => {},
  })
  await broker.start()
  const port = await broker.listen()
  return {
    url: `mqtt://127.0.0.1:${port}`,
    forController: () => broker.connect(),
    stop: () => broker.stop(),
  }
})
