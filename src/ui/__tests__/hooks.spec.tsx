import { Signal } from '@lumino/signaling';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';
import { useSignal } from '../hooks';
import { Visibility } from '../visibility';

/** Something of the page that changes by itself. */
class Model {
  readonly changed = new Signal<this, void>(this);
  value = 'before';

  change(value: string): void {
    this.value = value;
    this.changed.emit();
  }
}

function View({ model }: { model: Model }): React.JSX.Element {
  useSignal(model.changed);
  return <p>{model.value}</p>;
}

describe('useSignal', () => {
  it('hears what changes between the rendering and the subscription', () => {
    const model = new Model();
    // Layout effects run in order: this one before the view's own.
    const Early = (): null => {
      React.useLayoutEffect(() => model.change('after'), []);
      return null;
    };
    render(
      <>
        <Early />
        <View model={model} />
      </>
    );
    expect(screen.getByText('after')).toBeVisible();
  });

  it('hears what changes while a part that loads hides the view', async () => {
    const model = new Model();
    let arrive: (part: { default: () => null }) => void = () => undefined;
    const Late = React.lazy(
      () =>
        new Promise<{ default: () => null }>(resolve => {
          arrive = resolve;
        })
    );
    const page = (withLate: boolean) => (
      <React.Suspense fallback={null}>
        <View model={model} />
        {withLate ? <Late /> : null}
      </React.Suspense>
    );
    const view = render(page(false));
    view.rerender(page(true));
    expect(screen.getByText('before')).not.toBeVisible();
    act(() => model.change('after'));
    await act(async () => arrive({ default: () => null }));
    expect(screen.getByText('after')).toBeVisible();
  });

  it('renders once when nothing changes', () => {
    const model = new Model();
    model.change('long before');
    let times = 0;
    const Counted = (): React.JSX.Element => {
      times += 1;
      return <View model={model} />;
    };
    const Direct = (): null => {
      useSignal(model.changed);
      times += 1;
      return null;
    };
    render(
      <>
        <Counted />
        <Direct />
      </>
    );
    expect(times).toBe(2);
  });

  it('hears nothing while it is hidden, and shows all when it is not', () => {
    const model = new Model();
    let times = 0;
    const Counted = (): React.JSX.Element => {
      useSignal(model.changed);
      times += 1;
      return <p>{model.value}</p>;
    };
    const page = (isVisible: boolean) => (
      <Visibility.Provider value={isVisible}>
        <Counted />
      </Visibility.Provider>
    );
    const view = render(page(false));
    const before = times;
    act(() => model.change('after'));
    expect(times).toBe(before);
    view.rerender(page(true));
    expect(screen.getByText('after')).toBeVisible();
  });
});
