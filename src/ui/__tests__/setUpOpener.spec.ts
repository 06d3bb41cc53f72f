import { FakeSetUpAssistant } from '../../testing/fakeSetUp';
import { SetUpOpener } from '../setUpOpener';

const load = () => Promise.resolve(new FakeSetUpAssistant());

describe('SetUpOpener', () => {
  beforeEach(() => sessionStorage.clear());

  it('is open after a reload when it was open before', () => {
    const first = new SetUpOpener(load, sessionStorage);
    expect(first).toMatchObject({ isOpen: false, isRestored: false });
    let changes = 0;
    first.openChanged.connect(() => changes++);
    first.setOpen(true);
    expect(first).toMatchObject({ isOpen: true, isRestored: false });

    const reloaded = new SetUpOpener(load, sessionStorage);
    expect(reloaded).toMatchObject({ isOpen: true, isRestored: true });
    reloaded.setOpen(true);
    expect(reloaded.isRestored).toBe(false);

    first.setOpen(false);
    expect(changes).toBe(2);
    expect(new SetUpOpener(load, sessionStorage).isOpen).toBe(false);
  });
});
