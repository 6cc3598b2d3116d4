import Type from 'typebox'
import type { DeviceModel } from '../device-driver.ts'

export const DICENTIS_MODELS: readonly DeviceModel[] = [{ id: 'dicentis', name: 'Bosch DICENTIS' }]

/** The password is in the secret file. */
export const DicentisOptions = Type.Object(
  {
    user: Type.String({ minLength: 1, maxLength: 80 }),
    /** Takes the certificate that the server made for itself: only in a network of its own. */
    anyCertificate: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type DicentisOptions = Type.Static<typeof DicentisOptions>
