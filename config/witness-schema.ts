import Type from 'typebox'

const strict = { additionalProperties: false }

/** Where the record's signed heads are taken: nothing leaves the machine that is not named here. */
export const WitnessPlace = Type.Union([
  /** A folder that exists only while the stick or share is there, such as /media/stick/sapha. */
  Type.Object(
    {
      kind: Type.Literal('folder'),
      path: Type.String({ pattern: '^/', minLength: 2, maxLength: 200 }),
    },
    strict,
  ),
  /** Another house's server; without TLS only on this machine. */
  Type.Object(
    {
      kind: Type.Literal('url'),
      url: Type.String({
        pattern:
          '^(https://[^/@\\s]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?)(/\\S*)?$',
        maxLength: 400,
      }),
    },
    strict,
  ),
])
export type WitnessPlace = Type.Static<typeof WitnessPlace>
