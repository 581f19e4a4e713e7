"""Calls of the package chroma2 with arguments that fit, nearly fit, or make no sense, on open and closed objects, in any order:

    random_calls.py [PREFIX] [CALLS [SEED]]

Each call works, or raises an exception that says which argument is wrong: never a crash, nor an AttributeError, ctypes.ArgumentError or
other exception out of the package's inside. A failure says the seed, the number of the call and the call.
"""

import ctypes
import faulthandler
import gc
import inspect
import os
import pathlib
import random
import resource
import sys
import tempfile
import traceback
import warnings


sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from chroma2 import plot  # noqa: E402
from random_values import FIT, Values, nonsense  # noqa: E402

KINDS = (c.Context, c.Geometry, c.Session, c.Event, c.Daq, c.Readout, c.Queue, c.MessageQueue, c.Kernel, c.Pipeline, c.Trace, c.Hits, c.EndStates, c.Records,
         c.ChannelHits, c.Table, c.Image, c.Comparison, c.Job, c.Manifest, c.display.Tracks, c.display.Page)
FUNCTIONS = (c.compare, c.latency_quantile, c.load, c.merge, c.read_manifest, c.run_persistent, c.run_range, c.save, c.steps_from_clsim,
             c.steps_from_opticks, c.steps_load_opticks, c.wait_any, c.devices, c.Source, c.Style, c.Steps, c.StepSpectrum, c.Photons,
             c.Camera, c.WirePlane, c.MeshConfig, c.ChannelType, c.Context, c.Geometry, c.Geometry.load, c.Geometry.load_gdml, c.Session,
             c.Session.restore, c.Daq, c.Queue, c.MessageQueue, c.Table, c.Image, c.Job, c.Job.read, c.run_part, c.local_context,
             c.display.html, c.display.gltf, c.display.record, c.display.Page, c.display.Tracks, c.display.Tracks.of, c.display.Tracks.load,
             plot.channel_positions, plot.counts, plot.event_image, plot.histograms, plot.hit_map, plot.residual_histogram, plot.save,
             plot.time_residuals, plot.track_figure, c.Kernel, c.Pipeline, c.Module, c.Stream)
# What waits for somebody else, ends the log of this process, or is no call of a user's.
LEFT_OUT = {"resume", "future", "add_done_callback", "items", "keys"}
KEPT = 6  # objects of a kind at a time


class Random:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.values = Values(self.dice)
        self.done, self.refused, self.failed = 0, 0, {}

    def arguments(self, function):
        """Positional and named arguments, most of which fit."""
        given, named, wrong = [], {}, self.dice.random() < 0.6
        try:
            parameters = inspect.signature(function).parameters.values()
        except ValueError:
            return given, named
        for one in parameters:
            if one.kind is one.VAR_KEYWORD:
                named |= {name: self.values.of(name, wrong) for name in self.values.options(function)}
                if wrong and self.dice.random() < 0.05:
                    named[self.dice.choice(["sead", "x", "struct_size", "user_"])] = 1
            elif one.default is one.empty and one.kind is not one.KEYWORD_ONLY:
                given.append(self.values.of(one.name, wrong))
            elif one.default is one.empty or one.name == "timeout" or self.dice.random() < 0.3:
                named[one.name] = self.values.of(one.name, wrong)
        return given, named

    def call(self):
        """One random call: function, its name, arguments."""
        if self.dice.random() < 0.35:
            function = self.dice.choice(FUNCTIONS)
            return function, function.__qualname__, *self.arguments(function)
        kind = self.dice.choice(KINDS)
        made = self.values.object(kind)
        if made is None:
            function = self.dice.choice(FUNCTIONS)
            return function, function.__qualname__, *self.arguments(function)
        names = [name for name in dir(kind) if not name.startswith("_") and name not in LEFT_OUT]
        name = self.dice.choice(names + ["__len__", "__getitem__", "__setattr__"])
        attribute = inspect.getattr_static(kind, name, None)
        label = f"{kind.__name__}.{name}"
        if name == "__setattr__" or attribute is None:
            return (lambda: repr(made)), f"repr of {kind.__name__}", [], {}
        if not callable(getattr(attribute, "__func__", attribute)):
            return (lambda: getattr(made, name)), label, [], {}
        function = getattr(made, name)
        if name == "__getitem__":
            return function, label, [self.values.of("name", True)], {}
        return function, label, *self.arguments(function)

    def run(self, number):
        function, label, given, named = self.call()
        shown = ", ".join([nonsense(value) for value in given] + [f"{name}={nonsense(value)}" for name, value in named.items()])
        text = f"call {number}: {label}({shown})"
        if LAST:  # what a crash leaves behind
            pathlib.Path(LAST).write_text(text[:4000] + "\n", errors="replace")
        try:
            self.values.keep(function(*given, **named))
            self.done += 1
        except c.Error as error:
            self.refused += 1
            if len(str(error)) < 8 or isinstance(error, c.InternalError):
                self.fail(text, error)
        except Exception as error:
            self.refused += 1
            if not self.says_enough(error, [*given, *named.values()], named, function):
                self.fail(text, error)
        if self.dice.random() < 0.02:
            self.values.renew()

    def fail(self, text, error):
        """Keeps the first failure at each place of the package."""
        frames = [f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
                  if frame.filename != __file__]
        self.failed.setdefault((type(error), tuple(frames[:3])), f"{text}\n    {nonsense(error)}\n    {' < '.join(reversed(frames))}")

    @staticmethod
    def says_enough(error, values, named, function):
        """Whether an exception's text has the name of an argument or a field, or tells a missing attribute or file by its name."""
        said = str(error)
        if isinstance(error, ctypes.ArgumentError):
            return False
        if isinstance(error, OSError) and error.filename is not None:
            return True
        if isinstance(error, (KeyError, AttributeError)):
            return " has no " in said or " have no " in said
        try:
            names = list(inspect.signature(function).parameters)
        except (TypeError, ValueError):
            names = []
        names += [*named, *FIT]
        given = [str(value) for value in values if isinstance(value, (str, os.PathLike)) and str(value)]
        return any(f".{name} " in said or (len(name) > 1 and name in said) for name in [*names, *given])


def main(calls, seed):
    # A wrong number must not fill the machine: memory that cannot be had is an exception too. AddressSanitizer has a limit of its own.
    if "ASAN_OPTIONS" not in os.environ:
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, resource.getrlimit(resource.RLIMIT_AS)[1]))
    faulthandler.enable()
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="(?!chroma2)")  # of what optional packages use
    rig = Random(seed)
    for number in range(calls):
        rig.run(number)
    rig.values.close()
    gc.collect()
    assert c.library.live_handles() == 0, f"{c.library.live_handles()} handles are left"
    print(f"{calls} calls of seed {seed}: {rig.done} worked, {rig.refused} were refused, {len(rig.failed)} kinds without a reason")
    if rig.failed:
        sys.exit("\n".join(rig.failed.values()))


if __name__ == "__main__":
    LAST = os.environ.get("CHROMA2_LAST_CALL")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        main(*numbers, *(3000, 1)[len(numbers):])
        os.chdir("/")
