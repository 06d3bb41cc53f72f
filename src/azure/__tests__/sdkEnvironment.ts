/**
 * What the SDK's Node build needs of a browser-like test environment: import
 * it before the adapters, in a spec whose head has
 * `@jest-environment-options {"customExportConditions": ["node", "require"]}`
 * (Jest takes no ECMAScript modules from the SDK's browser build).
 */
import { webcrypto } from 'node:crypto';

Object.defineProperty(globalThis, 'crypto', { value: webcrypto });
