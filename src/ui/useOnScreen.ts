import * as React from 'react';

/**
 * Whether an element can be seen: not while its sidebar or section is closed.
 * What costs something is done only then.
 */
export function useOnScreen(ref: React.RefObject<Element>): boolean {
  const [isSeen, setIsSeen] = React.useState(
    () => typeof IntersectionObserver === 'undefined'
  );
  React.useEffect(() => {
    const element = ref.current;
    if (!element || typeof IntersectionObserver === 'undefined') {
      return;
    }
    const observer = new IntersectionObserver(entries =>
      setIsSeen(entries[entries.length - 1].isIntersecting)
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return isSeen;
}
