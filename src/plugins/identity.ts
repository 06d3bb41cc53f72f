import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { IBrowserSignIn } from '../core/connection';
import { IBrowserIdentity } from '../core/ports';
import { LazySignIn } from '../lab/lazySignIn';
import { ServerClient } from '../lab/serverClient';

/** Where the sign-in window ends; webpack.config.js writes it. */
const PAGE = 'jupyterlab-synapse/static/signed-in.html';

/** The page's own sign-in; it is never loaded where the server signs in. */
export function createBrowserSignIn(server: ServerClient): LazySignIn {
  const connection = server.browserConnection;
  return new LazySignIn({
    isInPage: async id => (await connection())?.id === id,
    load: async () => {
      const { BrowserSignIn } = await import(
        /* webpackChunkName: "sign-in" */ '../lab/browserSignIn'
      );
      return new BrowserSignIn({ connection, load: loadIdentity });
    }
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
