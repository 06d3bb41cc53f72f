/** Notebooks are bundled as JSON, see webpack.config.js. */
declare module '*.ipynb' {
  const notebook: unknown;
  export default notebook;
}
