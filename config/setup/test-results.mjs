/**
 * Counts what vitest's JSON report says. A file that could not be loaded has no tests of its own and
 * counts as one failure; skipped tests count as neither.
 * @param {string} report '' where vitest wrote none
 * @returns {{ passed: number, failed: number }}
 */
export function countResults(report) {
  const files = filesIn(report)
  const tests = files.flatMap((file) => file.assertionResults)
  const broken = files.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter((test) => test.status === 'failed').length + broken.length,
  }
}

/** @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult */

/**
 * @param {string} report
 * @returns {FileResult[]}
 */
function filesIn(report) {
  if (report === '') return []
  const parsed = /** @type {unknown} */ (JSON.parse(report))
  return isReport(parsed) ? parsed.testResults : []
}

/**
 * @param {unknown} value
 * @returns {value is { testResults: FileResult[] }}
 */
function isReport(value) {
  return typeof value === 'object' && value !== null && 'testResults' in value
}
