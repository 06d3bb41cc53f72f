import { nullTranslator } from '@jupyterlab/translation';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';
import { Elapsed } from '../components/Elapsed';

const trans = nullTranslator.load('jupyterlab_synapse');

/** Two seconds go by, and the moment by which a tick comes late. */
const twoSeconds = () => act(() => jest.advanceTimersByTimeAsync(2200));

describe('Elapsed', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('ticks while it goes on, and stops with its end', async () => {
    const from = Date.now() - 40_000;
    const view = render(<Elapsed from={from} trans={trans} />);
    expect(screen.getByText('40 s')).toBeVisible();
    await twoSeconds();
    expect(screen.getByText('42 s')).toBeVisible();
    view.rerender(<Elapsed from={from} to={from + 5000} trans={trans} />);
    expect(screen.getByText('5.0 s')).toBeVisible();
  });

  it('does not tick while it is hidden', async () => {
    render(<Elapsed from={Date.now() - 40_000} trans={trans} />);
    const element = screen.getByText('40 s');
    element.checkVisibility = () => false;
    await twoSeconds();
    expect(element).toHaveTextContent(/^40 s$/);
  });
});
