/** JSON as the record keeps it: integers only. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type JsonObject = { readonly [key: string]: JsonValue }

/** One decided event before it is written. Its shape is the core's business. */
export interface EventDraft {
  type: string
  version: number
  /** Epoch ms of the controller's clock when it was decided. */
  at: number
  data: JsonObject
  /** Who and what brought it about: actor, command id. */
  cause: JsonObject
}

export interface RecordedEvent extends EventDraft {
  /** From 1, without gaps. */
  seq: number
  /** Hex SHA-256 of the previous hash and this event's canonical bytes. */
  hash: string
}
