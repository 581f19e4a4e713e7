"""Events as futures: of concurrent.futures, in coroutines, with exceptions by status; and bars."""

import asyncio
import concurrent.futures
import io
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402
from scenes import ball  # noqa: E402


def refused(kind, status, function, text=""):
    try:
        function()
    except kind as error:
        assert isinstance(error, c.Error) and error.status == status and text in str(error), repr(error)
        return
    raise AssertionError(f"no {kind}")


def small(session, number=0, count=500, **options):
    return session.shine(c.Source(count=count, wavelength=420.0), event_id=number, **options)


def endless(session):
    return session.shine(c.Source(count=2**36, wavelength=420.0), want="summary", priority=-2)


def futures(session):
    busy = endless(session)
    pending, order = busy.future(), []
    done = small(session).wait()
    assert done.future().done() and done.future().result() is done and done.done() and not busy.done()
    several = [small(session, number, 20_000) for number in range(20)]
    for event in several:
        event.add_done_callback(lambda event: order.append(event.info().event_id))
    # Later ones are resolved though the thread waits for others already; so is the same event twice.
    for future in concurrent.futures.as_completed([event.future() for event in [*several, several[0]]], timeout=60):
        assert future.result().done()
    assert sorted(order) == list(range(20)) and not pending.done()
    assert len(done.result()) == done.summary().hits and done.exception() is None
    refused(c.Timeout, c.Status.TIMEOUT, lambda: busy.wait(0.01))
    refused(TimeoutError, c.Status.TIMEOUT, lambda: busy.exception(0.01))
    busy.cancel()
    assert isinstance(pending.exception(60), c.Cancelled) and isinstance(busy.exception(), c.Cancelled)
    refused(concurrent.futures.CancelledError, c.Status.CANCELLED, busy.wait)
    # A future that is cancelled leaves its event alone.
    event = small(session, 5, 200_000)
    future = event.future()
    future.cancel()
    assert event.wait(60).summary().photons == 200_000


async def coroutines(session):
    begin = time.monotonic()
    events = await asyncio.gather(*(small(session, number) for number in range(300)))
    assert [event.info().event_id for event in events] == list(range(300))
    busy = endless(session)
    task = asyncio.ensure_future(asyncio.wait_for(awaited(busy), 0.05))
    try:
        await task
        raise AssertionError("it ended")
    except asyncio.TimeoutError:
        pass
    assert not busy.done()
    busy.cancel()
    try:
        await busy
        raise AssertionError("it was cancelled")
    except c.Cancelled:
        pass
    return time.monotonic() - begin


async def awaited(event):
    return await event


def errors(context, geometry):
    refused(c.InvalidArgument, 1, lambda: geometry.find("nothing"), "nothing")
    refused(ValueError, 1, lambda: geometry.find("nothing", "mesh"))
    refused(c.InvalidState, 3, lambda: geometry.commit())
    refused(c.FileError, 10, lambda: c.Geometry.load(context, "/nowhere"), "/nowhere")
    refused(OSError, 10, lambda: c.Geometry.load(context, "/nowhere"))
    closed = c.Geometry(context)
    closed.close()
    refused(c.InvalidHandle, 2, lambda: closed.material("m"))
    for make, kind, text in [
        (lambda: c.Context(backend="gpu"), ValueError, "ContextConfig.backend: Backend has no 'gpu'; did you mean 'cpu'?"),
        (lambda: c.Source(count=1, type="beem"), ValueError, "did you mean 'beam'?"),
        (lambda: geometry.find("water", "messh"), ValueError, "did you mean 'mesh'?"),
        (lambda: c.Context(thread=1), TypeError, "did you mean 'threads'?"),
        (lambda: geometry.revise().material("w", refractive_indx=1.3), TypeError, "did you mean 'refractive_index'?"),
        (lambda: geometry.render(widht=5), TypeError, "did you mean 'width'?"),
    ]:
        try:
            make()
            raise AssertionError(text)
        except kind as error:
            assert text in str(error), error
    source = c.Source(count=1, type="beam", flags=["cherenkov", "scintillation"], direction=(0, 0, 1))
    assert source.type == c.SourceType.BEAM and source.flags == c.Flag.CHERENKOV | c.Flag.SCINTILLATION
    assert source == c.Source(count=1, type=1, flags=3 << 10, direction=[0, 0, 1]) and source != c.Source(count=2)


def bars(session):
    """tqdm's bar, where the event takes long enough."""
    import tqdm
    shown, real = io.StringIO(), tqdm.tqdm
    tqdm.tqdm = lambda *arguments, **options: real(*arguments, file=shown, **options)
    try:
        small(session, 1).wait(progress=True)
        assert not shown.getvalue()
        event = endless(session)
        threading.Timer(1.0, event.cancel).start()
        refused(c.Cancelled, 31, lambda: event.wait(progress=True))
        assert "photons" in shown.getvalue()
    finally:
        tqdm.tqdm = real


with c.Context(backend="cpu", threads=1) as context, ball(context) as geometry:
    with c.Session(context, geometry, max_queued_photons=2**40, max_queued_events=400) as session:
        futures(session)
        seconds = asyncio.run(coroutines(session))
        bars(session)
    errors(context, geometry)
    picture = geometry.render(width=64, height=48)
    assert picture.pixels.shape == (48, 64, 4) and picture._repr_png_().startswith(b"\x89PNG")
    assert len(set(map(tuple, picture.pixels.reshape(-1, 4).tolist()))) > 10
assert [device.backend for device in c.devices()][0] == c.Backend.CPU
ended(globals())
assert not [thread for thread in threading.enumerate() if "chroma2" in thread.name]
print(f"events are futures; 300 awaited ones took {seconds:.2f} s")
