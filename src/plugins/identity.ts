import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { IBrowserSignIn } from '../core/connection';
import { IBrowserIdentity } from '../core/ports';
import { BrowserSignIn } from '../lab/browserSignIn';
import { ServerClient } from '../lab/serverClient';

/** Where the sign-in window ends; webpack.config.js writes it. */
const PAGE = 'jupyterlab-synapse/static/signed-in.html';

/** The page's own sign-in; it does nothing where the server signs in. */
export function createBrowserSignIn(server: ServerClient): BrowserSignIn {
  return new BrowserSignIn({
    connection: server.browserConnection,
    load: loadIdentity
  });
}

/** Loads Microsoft's libraries: only pages that sign in themselves need them. */
async function loadIdentity(signIn: IBrowserSignIn): Promise<IBrowserIdentity> {
  const { createBrowserIdentity } = await import(
    /* webpackChunkName: "identity" */ '../azure/browserIdentity'
  );
  const page = URLExt.join(PageConfig.getOption('fullLabextensionsUrl'), PAGE);
  return createBrowserIdentity({
    ...signIn,
    redirectUri: signIn.redirectUri ?? new URL(page, window.location.href).href
  });
}
