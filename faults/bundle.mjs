/** Builds the product's own TypeScript for Node, as the page has it. */
import { createRequire } from 'node:module';
import path from 'node:path';

import { root } from '../scripts/processes.mjs';

/**
 * The client of `client.ts`. The bundler is the one that builds the front end
 * (`@jupyter/builder` brings it); packages stay outside.
 */
export async function buildClient(folder) {
  const require = createRequire(
    path.join(root, 'node_modules', '@jupyter', 'builder', 'package.json')
  );
  const { rspack } = require('@rspack/core');
  const compiler = rspack({
    mode: 'none',
    target: 'node20',
    entry: path.join(root, 'faults', 'client.ts'),
    output: {
      path: folder,
      filename: 'client.cjs',
      library: { type: 'commonjs2' }
    },
    resolve: { extensions: ['.ts', '.tsx', '.js'] },
    externals: [
      ({ request }, done) =>
        /^[./]/.test(request)
          ? done()
          : done(
              null,
              `commonjs ${createRequire(path.join(root, 'package.json')).resolve(request)}`
            )
    ],
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          loader: 'builtin:swc-loader',
          options: {
            jsc: {
              parser: { syntax: 'typescript', tsx: true },
              target: 'es2022'
            }
          }
        }
      ]
    },
    plugins: [new rspack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })]
  });
  const stats = await new Promise((resolve, reject) => {
    compiler.run((error, stats) => (error ? reject(error) : resolve(stats)));
  });
  await new Promise(resolve => compiler.close(resolve));
  if (stats.hasErrors()) {
    throw new Error(stats.toString({ all: false, errors: true }));
  }
  return path.join(folder, 'client.cjs');
}
