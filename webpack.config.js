// argparse is written for Node: give its two helpers their browser ports and
// leave out `fs`, which only its `@file` arguments use.
module.exports = {
  resolve: {
    fallback: {
      assert: require.resolve('assert/'),
      util: require.resolve('util/'),
      fs: false
    }
  }
};
