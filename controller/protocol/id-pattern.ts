/**
 * Every id is also a segment of an MQTT topic, of a URL and of a file name; hence no slash, no
 * wildcard, no dot at the front, and 40 characters at most.
 */
export const ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$'
