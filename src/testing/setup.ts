/** What every spec needs: the DOM matchers, and time to wait. */
import '@testing-library/jest-dom';
import { configure } from '@testing-library/dom';

// Its own second also has to do for modules that are imported when they are
// needed, and compiled then. Not by React's library, which most do not need.
configure({ asyncUtilTimeout: 30_000 });
