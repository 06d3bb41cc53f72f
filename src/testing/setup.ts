/** What every spec needs: nothing so far but the DOM matchers. */
import '@testing-library/jest-dom';
