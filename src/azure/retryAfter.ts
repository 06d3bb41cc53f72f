import { PipelineResponse } from '@azure/core-rest-pipeline';

/** What the server asks to wait, ms; null when it does not say. */
export function retryAfter(response: PipelineResponse): number | null {
  const milliseconds =
    response.headers.get('retry-after-ms') ??
    response.headers.get('x-ms-retry-after-ms');
  if (milliseconds && Number.isFinite(Number(milliseconds))) {
    return Math.max(0, Number(milliseconds));
  }
  const value = response.headers.get('retry-after');
  if (!value) {
    return null;
  }
  const seconds = Number(value);
  const wait = Number.isFinite(seconds)
    ? seconds * 1000
    : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}
