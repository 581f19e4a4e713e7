"""Optical-photon Monte Carlo for particle detectors.

    context = chroma2.Context()
    geometry = chroma2.Geometry.load(context, "detector")
    geometry.commit()
    session = chroma2.Session(context, geometry)
    hits = session.shine(chroma2.Source(count=100_000, wavelength=420), seed=1).wait().hits()

Lengths are in mm, times in ns, wavelengths in nm, angles in radians. Arguments are checked before the library reads them: ValueError
names an array whose shape or numbers do not fit, TypeError an option that does not exist. What the library refuses is an Error, of a
class by its status, with the library's message. Structs of the C API take their fields by name (Source, Style, Photons); `library`
has all of its functions. Waits release the GIL and end by Ctrl-C within 0.2 s; commits, ray queries and files are not waits.
"""

from . import _c, display
from ._c import *  # noqa: F403
from ._c import Camera, ChannelType, Device, MeshConfig, MeshFileConfig, Photons, Style, Summary, WirePlane
from ._library import check, include_folder, library
from .comparison import Comparison, compare
from .context import Context, devices
from .daq import Daq, Readout
from .errors import (
    Cancelled, DeviceError, Error, FileError, FormatError, InternalError, InvalidArgument, InvalidHandle, InvalidState,
    OutOfMemory, Timeout, Unsupported)
from .event import Event, wait_any
from .files import load, save
from .gdml import PlacedVolume
from .geometry import Geometry
from .jobs import Job, run_part
from .kernel import RAISED, Kernel, KernelFunction, Module, Stream, block
from .local import local_context
from .log import log_to
from .manifest import Manifest, read_manifest
from .message_queue import MESSAGE_RESULT, MessageFunction, MessageQueue
from .pipeline import Pipeline, StepResult
from .pool import run_parts
from .queue import Queue, run_persistent
from .ranges import merge, run_range
from .render import Image
from .results import ChannelHits, DeviceHits, EndStates, Hits, Records
from .session import Session
from .source import Source, StepSpectrum, Steps, steps_from_clsim, steps_from_opticks, steps_load_opticks
from .table import Table
from .telemetry import Trace, latency_quantile

__version__ = _c.VERSION_STRING
__all__ = [
    "Camera", "Cancelled", "ChannelHits", "ChannelType", "Comparison", "Context", "Daq", "Device", "DeviceError",
    "DeviceHits", "EndStates", "Error", "Event", "FileError", "FormatError", "Geometry", "Hits", "Image", "InternalError",
    "InvalidArgument", "InvalidHandle", "InvalidState", "Job", "Kernel", "KernelFunction", "MESSAGE_RESULT", "Manifest", "MeshConfig",
    "MeshFileConfig", "MessageFunction", "MessageQueue", "Module", "OutOfMemory", "Photons", "Pipeline", "PlacedVolume", "Queue",
    "RAISED", "Readout", "Records", "Session", "Source", "StepResult", "StepSpectrum", "Steps", "Stream", "Style",
    "Summary", "Table", "Timeout", "Trace", "Unsupported", "WirePlane", "block", "check", "compare", "devices", "display", "include_folder",
    "latency_quantile", "library", "load", "local_context", "log_to", "merge", "read_manifest", "run_part", "run_parts",
    "run_persistent", "run_range", "save", "steps_from_clsim",
    "steps_from_opticks", "steps_load_opticks", "wait_any"
]
__all__ += _c.__all__
