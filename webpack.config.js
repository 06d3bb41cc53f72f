const fs = require('fs');
const path = require('path');

/**
 * Writes `static/signed-in.html`, where the sign-in window of browser sign-in
 * ends. It hands Microsoft's answer to the page that opened it. The script is
 * Microsoft's own, of the very version that waits for it. Jupyter lets browsers
 * keep such files for a year: the page never changes, and asks for the script
 * anew each time, so that an update of this extension brings its own.
 */
class SignedInPage {
  apply(compiler) {
    const { Compilation, sources } = compiler.webpack;
    // The package does not export this file by name, but its folder's index.
    const index = require.resolve('@azure/msal-browser/redirect-bridge');
    const bridge = fs.readFileSync(
      path.join(path.dirname(index), 'msal-redirect-bridge.min.js'),
      'utf8'
    );
    const files = {
      'signed-in.js': `${bridge}\nmsalRedirectBridge.broadcastResponseToMainFrame().catch(() => undefined);\n`,
      'signed-in.html': [
        '<!doctype html>',
        '<html lang="en">',
        '<meta charset="utf-8" />',
        '<title>Signed in</title>',
        '<p>You can close this window.</p>',
        '<script>',
        '  const script = document.createElement("script");',
        '  script.src = "signed-in.js?" + Date.now();',
        '  document.head.append(script);',
        '</script>',
        '</html>',
        ''
      ].join('\n')
    };
    compiler.hooks.thisCompilation.tap('SignedInPage', compilation => {
      compilation.hooks.processAssets.tap(
        {
          name: 'SignedInPage',
          // Behind the optimizers, which would rename or rewrite it.
          stage: Compilation.PROCESS_ASSETS_STAGE_REPORT
        },
        () => {
          for (const [name, text] of Object.entries(files)) {
            compilation.emitAsset(name, new sources.RawSource(text));
          }
        }
      );
    });
  }
}

// argparse is written for Node: give its two helpers their browser ports and
// leave out `fs`, which only its `@file` arguments use.
module.exports = {
  plugins: [new SignedInPage()],
  // Templates are notebooks as Lab writes them.
  module: { rules: [{ test: /\.ipynb$/, type: 'json' }] },
  resolve: {
    fallback: {
      assert: require.resolve('assert/'),
      util: require.resolve('util/'),
      fs: false
    }
  }
};
