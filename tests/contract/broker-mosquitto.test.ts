import { startMosquitto } from '../broker/mosquitto.ts'
import { brokerContract, contractAccess, contractSecrets } from './broker.ts'

brokerContract("Debian's Mosquitto", async () => {
  const mosquitto = await startMosquitto(contractAccess, contractSecrets)
  return { ...mosquitto, forController: mosquitto.url }
})
