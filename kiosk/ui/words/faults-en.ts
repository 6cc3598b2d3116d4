/** What is wrong, by the fault's code. A code without a sentence is shown as it is, with its detail. */
export const enFaults = {
  'console-silent': 'console does not answer',
  'console-problem': 'console refuses',
  'reported-by-member': 'reported by the member',
  'bridge-lost': 'bridge does not answer',
  'line-down': 'serial line is down',
  'topic-refused': 'tried to speak for another device',
  'malformed-message': 'sent a message that is not of the contract',
  'media-down': 'media worker is down',
  'record-unavailable': 'record cannot be written',
  'clock-stepped': 'the clock jumped',
}
