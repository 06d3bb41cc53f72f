/**
 * Reads from the tools' own reports how many tests passed and failed, and which
 * failed with what: `{ passed, failed, skipped, failures: [{ name, message }] }`.
 */
import fs from 'node:fs';

/** From `jest --json`; a suite that could not run is one failure. */
export function fromJest(file) {
  const report = readJson(file);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap(suite => {
      const tests = suite.assertionResults.filter(
        ({ status }) => status === 'failed'
      );
      return tests.length || suite.status !== 'failed'
        ? tests.map(test => ({
            name: test.fullName,
            message: test.failureMessages.join('\n')
          }))
        : [{ name: suite.name, message: suite.message }];
    })
  };
}

/** From `pytest --junitxml`; an error in a fixture is one failure. */
export async function fromJunit(file) {
  // Not above: the tests' first step installs it.
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: name => ['testsuite', 'testcase'].includes(name)
  });
  const report = parser.parse(fs.readFileSync(file, 'utf8'));
  const result = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const suite of report.testsuites.testsuite) {
    const failed = Number(suite.failures) + Number(suite.errors);
    result.failed += failed;
    result.skipped += Number(suite.skipped);
    result.passed += Number(suite.tests) - failed - Number(suite.skipped);
    for (const test of suite.testcase ?? []) {
      const found = test.failure ?? test.error;
      if (found !== undefined) {
        const name = `${test.classname}.${test.name}`;
        result.failures.push({ name, message: found.message ?? '' });
      }
    }
  }
  return result;
}

/** From Playwright's JSON; an error outside of tests is one failure. */
export function fromPlaywright(file) {
  const { stats, errors = [], suites } = readJson(file);
  const failures = errors.map(error => ({
    name: 'outside of the tests',
    message: error.message ?? ''
  }));
  const collect = (suite, titles) => {
    for (const { title, tests } of suite.specs ?? []) {
      for (const { status, results } of tests) {
        if (status === 'unexpected') {
          const found = results.flatMap(result => result.errors ?? []);
          failures.push({
            name: [...titles, title].join(' › '),
            message: found.map(({ message }) => message ?? '').join('\n')
          });
        }
      }
    }
    for (const inner of suite.suites ?? []) {
      collect(inner, [...titles, inner.title]);
    }
  };
  suites.forEach(suite => collect(suite, [suite.title]));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    failures
  };
}

/** The fault suite's own: it counts what it prints. */
export function fromCounts(file) {
  const { passed, failed, failures = [] } = readJson(file);
  return { passed, failed, skipped: 0, failures };
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
