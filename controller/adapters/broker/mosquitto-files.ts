import { pbkdf2Sync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CONTROLLER_USER } from '../../protocol/credentials.ts'
import { TOPIC_ROOT } from '../../protocol/topics.ts'
import type { Access } from './access.ts'
import { MAX_PACKET_BYTES } from './frame-bound.ts'

export interface MosquittoFiles {
  /** Settings without a listener: where and with which certificate it listens is the site's matter. */
  config: string
  acl: string
  passwords: string
}

/** Derives texts from the chamber's master secret. */
interface Derivation {
  secretFor(purpose: string, id: string): string
}

/** Mosquitto's own default; the passwords are 256 random bits, which no iteration count improves. */
const ITERATIONS = 101
const SALT_BYTES = 12
const HASH_BYTES = 64

/** The same rules and passwords as the embedded broker's, as files of Mosquitto 2. Pure. */
export function mosquittoFiles(access: Access, secrets: Derivation, dir: string): MosquittoFiles {
  return {
    config: configText(resolve(dir)),
    acl: [...access.users].map((user) => aclOf(access, user)).join('\n'),
    passwords: [...access.users].map((user) => passwordLine(user, secrets)).join(''),
  }
}

/** Writes chamber.conf (to be included by mosquitto.conf), acl and passwords, 0600, into `dir`. */
export async function writeMosquittoFiles(
  access: Access,
  secrets: Derivation,
  dir: string,
): Promise<void> {
  const { config, acl, passwords } = mosquittoFiles(access, secrets, dir)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await Promise.all([
    writeFile(join(dir, 'chamber.conf'), config, { mode: 0o600 }),
    writeFile(join(dir, 'acl'), acl, { mode: 0o600 }),
    writeFile(join(dir, 'passwords'), passwords, { mode: 0o600 }),
  ])
}

function configText(dir: string): string {
  return `# Made by the controller for Mosquitto 2; include it from mosquitto.conf after the listener
# (before it, use_username_as_clientid would open one on port 1883 too).
per_listener_settings false
allow_anonymous false
password_file ${join(dir, 'passwords')}
acl_file ${join(dir, 'acl')}
# One connection a user: a second one takes over.
use_username_as_clientid true
set_tcp_nodelay true
max_packet_size ${MAX_PACKET_BYTES}
# The controller acknowledges an event when it is durable; a whole room may press in between.
max_inflight_messages 4096
max_queued_messages 10000
# A second controller that was set up and abandoned must not collect messages for ever.
persistent_client_expiration 1d
`
}

function aclOf(access: Access, user: string): string {
  const { publish, subscribe } = access.topicsOf(user)
  const lines =
    user === CONTROLLER_USER
      ? [`topic readwrite ${TOPIC_ROOT}/#`]
      : [
          ...[...publish].map((topic) => `topic write ${topic}`),
          ...[...subscribe].map((topic) => `topic read ${topic}`),
        ]
  return [`user ${user}`, ...lines, ''].join('\n')
}

/** `user:$7$iterations$salt$hash`: PBKDF2-HMAC-SHA512, as mosquitto_passwd writes it. */
function passwordLine(user: string, secrets: Derivation): string {
  // Derived, so that the file only changes when a password does.
  const salt = Buffer.from(secrets.secretFor('mosquitto-salt', user)).subarray(0, SALT_BYTES)
  const password = secrets.secretFor('mqtt', user)
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, 'sha512')
  return `${user}:$7$${ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}\n`
}
