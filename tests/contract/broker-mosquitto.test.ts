import { accessFor } from '../../controller/adapters/broker/access.ts'
import { startMosquitto } from '../broker/mosquitto.ts'
import { brokerContract, contractPrincipals, contractSecrets } from './broker.ts'

brokerContract("Debian's Mosquitto", () =>
  startMosquitto(accessFor(contractPrincipals), contractSecrets),
)
