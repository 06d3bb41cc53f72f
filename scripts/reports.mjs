/** Reads how many tests passed and failed from the tools' own reports. */
import fs from 'node:fs';

/** Counts from `jest --json`; a suite that could not run is one failure. */
export function fromJest(file) {
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests
  };
}

/** Counts from `pytest --junitxml`; an error in a fixture is one failure. */
export function fromJunit(file) {
  const text = fs.readFileSync(file, 'utf8');
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [tag] of text.matchAll(/<testsuite\s[^>]*>/g)) {
    const number = name =>
      Number(tag.match(new RegExp(`\\s${name}="(\\d+)"`))?.[1] ?? 0);
    const failed = number('failures') + number('errors');
    counts.failed += failed;
    counts.skipped += number('skipped');
    counts.passed += number('tests') - failed - number('skipped');
  }
  return counts;
}

/** Counts from Playwright's JSON; an error outside of tests is one failure. */
export function fromPlaywright(file) {
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const { expected, flaky, unexpected, skipped } = report.stats;
  return {
    passed: expected + flaky,
    failed: unexpected + (report.errors?.length ?? 0),
    skipped
  };
}

/** The fault suite's own: it counts what it prints. */
export function fromCounts(file) {
  const { passed, failed } = JSON.parse(fs.readFileSync(file, 'utf8'));
  return { passed, failed, skipped: 0 };
}
