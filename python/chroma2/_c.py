"""The C API of libchroma2 for ctypes, as its headers have it: constants, structs, functions, with the headers' comments.

Generated from include/chroma2 by python/generate: change those, then run `python python/generate`.
"""

from __future__ import annotations

import ctypes as ct
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ._checks import unknown
from ._struct import Struct, f32, f64, i32, i64, p, size, u8, u32, u64

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields

P = ct.POINTER

ABI_VERSION = 2000
VERSION_MAJOR = 2
VERSION_STRING = '2.0.0'
# "No such index", "none", "nothing was hit".
NONE = 4294967295
# Set in an instance number that names a wire plane: the plane's index is in the other bits, and what would be the triangle is
# the wire, counted from the one of lowest position along v.
WIRE_BIT = 2147483648
# Fewest bytes of a queue's items.
QUEUE_SMALLEST_ITEM = 4
# Most bytes of a queue's items.
QUEUE_LARGEST_ITEM = 256
# Bytes at a view's `control`.
QUEUE_CONTROL_BYTES = 640
# Version of what a view's memory holds; chroma2/device_queue.cuh of another one must not be used.
QUEUE_VIEW_VERSION = 1


class Status(enum.IntEnum):
    """What a function returns. Anything but CHROMA2_STATUS_OK has a message for the calling thread in
    chroma2_last_error_message(). Numbers are never reused.
    """

    # Success.
    OK = 0
    # An argument is out of range, or does not fit another; the message names it.
    INVALID_ARGUMENT = 1
    # A handle is NULL, was destroyed, is of another type or never came from this library.
    INVALID_HANDLE = 2
    # The object is in the wrong state for the call.
    INVALID_STATE = 3
    # The system refused a file operation.
    IO = 10
    # A file's content is not what its format asks for.
    FORMAT = 11
    # Memory could not be had.
    OUT_OF_MEMORY = 20
    # This build or machine cannot do it.
    UNSUPPORTED = 21
    # A GPU or its driver failed; the message has the driver's error number.
    DEVICE = 22
    # The time given was over before the operation was done, or there was no room and no time was given.
    TIMEOUT = 30
    # The event was cancelled.
    CANCELLED = 31
    # A defect of the library. The process goes on; please report it.
    INTERNAL = 255


class LogLevel(enum.IntEnum):
    """How much a log message matters. A callback gets messages of its level and of all more severe ones, whose numbers are
    lower.
    """

    # No message.
    OFF = 0
    # Something failed that no status tells.
    ERROR = 1
    # Something works, but probably not as meant.
    WARN = 2
    # One line for what happens rarely (a geometry was committed).
    INFO = 3
    # For finding faults in a program that uses the library.
    DEBUG = 4
    # For finding faults in the library.
    TRACE = 5


class Backend(enum.IntEnum):
    """What executes a context's work. Functions and structs take it as uint32_t."""

    # CUDA where there is a GPU that can be used, else the processor; the log says why.
    AUTO = 0
    # The processor's cores.
    CPU = 1
    # An NVIDIA GPU. Unsupported where there is none: the message says why.
    CUDA = 2


class CpuLevel(enum.IntEnum):
    """Instruction sets of the CPU backend. All of them give the same bits."""

    # What every processor of the architecture has.
    BASELINE = 0
    # x86-64-v3: AVX2 and FMA.
    V3 = 1


class BuildQuality(enum.IntEnum):
    """Trade-off between the time of a commit and that of rays and photons. Structs take it as uint32_t."""

    # For most uses.
    DEFAULT = 0
    # For geometries that change often.
    FAST = 1
    # For long runs.
    BEST = 2


class GeometryItem(enum.IntEnum):
    """Kinds of things with names. Functions take it as uint32_t."""

    MATERIAL = 0
    SURFACE = 1
    MESH = 2


class MaterialProperty(enum.IntEnum):
    """Properties of a material; functions take them as uint32_t."""

    # Phase refractive index, 0.001 to 1000. Default 1.
    REFRACTIVE_INDEX = 0
    # Absorption length in mm, above 0; infinity: none. Default infinity.
    ABSORPTION_LENGTH = 1
    # Rayleigh scattering length in mm, above 0; infinity: none. Default infinity.
    SCATTERING_LENGTH = 2
    # Group velocity in mm/ns, 0.001 to 1000000, at which light travels unless the event asks for the phase velocity. Default 0,
    # one value without wavelengths: from the points of the refractive index, as Geant4 does (c / (n + dn/dln E) between them,
    # linear in the photon energy).
    GROUP_VELOCITY = 3
    # Mie scattering length in mm, above 0; infinity: none. Default infinity.
    MIE_LENGTH = 4
    # Mean cosine of the angle of Mie scattering, -1 to 1: g of Henyey and Greenstein. Default 0.
    MIE_FORWARD = 5
    # The same of light that is scattered backward: the mean cosine to the opposite direction. Default 0.
    MIE_BACKWARD = 6
    # Share of Mie scattering that is forward, 0 to 1. Default 1.
    MIE_FORWARD_RATIO = 7
    # Mean number of scintillation photons per MeV of visible energy, 0 or more; one value and NULL. Default 0.
    SCINTILLATION_YIELD = 8
    # Birks' constant in mm/MeV, 0 or more: an energy E over a length L is visible as E / (1 + constant E / L); one value and
    # NULL. Default 0.
    BIRKS_CONSTANT = 9
    # Standard deviation of numbers of scintillation photons above 10, over that of Poisson's distribution, 0 or more; one value
    # and NULL. Default 1.
    RESOLUTION_SCALE = 10


class SurfaceFinish(enum.IntEnum):
    """How a surface of the models glisur and unified is worked, with Geant4's number; functions take it as a property."""

    # Smooth.
    POLISHED = 0
    # Paint on the surface that reflects as a mirror.
    POLISHED_FRONT_PAINTED = 1
    # Facets, a gap, and paint behind it that reflects as a mirror.
    POLISHED_BACK_PAINTED = 2
    # Facets.
    GROUND = 3
    # Paint on the surface that reflects diffusely.
    GROUND_FRONT_PAINTED = 4
    # Facets, a gap, and paint behind it that reflects diffusely.
    GROUND_BACK_PAINTED = 5


class SurfaceModel(enum.IntEnum):
    """How a surface treats light; functions take it as uint32_t."""

    # Detects, absorbs, reflects diffusely and specularly, by probabilities that add up to 1 at most; the rest passes on to the
    # boundary between the materials.
    DEFAULT = 0
    # A thin film of index eta + i k and a thickness between the materials.
    COMPLEX = 1
    # A wavelength shifter: absorbs and emits again, or reflects, or transmits.
    WLS = 2
    # Reflects and transmits by angle and wavelength; the rest is absorbed.
    DICHROIC = 3
    # Transmits and reflects by angle; the rest is absorbed.
    ANGULAR = 4
    # Geant4's surface of this name: a chroma2_surface_type, a chroma2_surface_finish, and facets that `polish` tilts, which
    # reflect as mirrors.
    GLISUR = 5
    # Geant4's surface of this name: as glisur, with facets that `sigma_alpha` tilts, which reflect as mirrors, back, or
    # diffusely, by probabilities.
    UNIFIED = 6


class SurfaceProperty(enum.IntEnum):
    """Properties of a surface; functions take them as uint32_t. They default to 0 where nothing else is said."""

    # Probability; with a film (complex), of detection after absorption.
    DETECT = 0
    # Probability of absorption (default, wls).
    ABSORB = 1
    # Probability of emission after absorption (wls).
    REEMIT = 2
    # Probability of diffuse reflection; with a film, of diffuse instead of specular reflection.
    REFLECT_DIFFUSE = 3
    # Probability of specular reflection (default, wls).
    REFLECT_SPECULAR = 4
    # Real part of the film's index, above 0 and by default 1 (complex).
    ETA = 5
    # Imaginary part of the film's index (complex).
    K = 6
    # Thickness of the film in nm: one value without wavelengths (complex).
    THICKNESS = 7
    # Whether light goes through the film, 0 or 1: one value without wavelengths (complex).
    TRANSMISSIVE = 8
    # Delay of the emission in ns, the same always: one value without wavelengths (wls).
    DELAY = 9
    # Mean of an exponential delay in ns, added to that; 0: none. One value without wavelengths (wls).
    DECAY_TIME = 10
    # Whether no photon is emitted with more energy than was absorbed, 0 or 1: one value without wavelengths (wls). The spectrum
    # is cut there; what is absorbed stays so where nothing is left of it.
    DOWNSHIFT_ONLY = 11
    # A chroma2_surface_type, by default dielectric_dielectric: one value without wavelengths (glisur and unified, as all that
    # follow).
    TYPE = 12
    # A chroma2_surface_finish, by default polished: one value without wavelengths.
    FINISH = 13
    # Probability, by default 1, of what is neither absorbed nor transmitted: reflection by a metal or paint, Fresnel's
    # reflection and refraction by a dielectric.
    REFLECTIVITY = 14
    # Probability to go straight on to what is beyond.
    TRANSMITTANCE = 15
    # Probability of detection after absorption.
    EFFICIENCY = 16
    # Probability of a reflection off the mean surface instead of a facet (unified, as the next two).
    SPECULAR_SPIKE = 17
    # Probability of a reflection off a facet.
    SPECULAR_LOBE = 18
    # Probability of a reflection back where light came from. What these three leave of 1 is reflected diffusely.
    BACKSCATTER = 19
    # Index of refraction, by default 1, of the gap between the surface and the paint behind it (back-painted).
    GAP_INDEX = 20
    # Real part of a metal's index of refraction; where it or the next one is above 0 they say what a metal reflects, instead of
    # the reflectivity (dielectric_metal).
    REAL_INDEX = 21
    # Imaginary part of a metal's index of refraction (dielectric_metal).
    IMAGINARY_INDEX = 22
    # From 1, by default, for no facets to 0 for the most rugged ones: one value without wavelengths (glisur).
    POLISH = 23
    # Standard deviation of the angle between facets and surface in radians, at most pi/2: one value without wavelengths
    # (unified).
    SIGMA_ALPHA = 24
    # Height of the roughness of a dielectric in nm, which reflects light diffusely that Fresnel's boundary to a medium of lower
    # index reflects: one value without wavelengths (dielectric_dielectric).
    SURFACE_ROUGHNESS = 25
    # Mean number of photons, from 0 to 1000, where light is emitted after absorption: the number is Poisson's, and where it is
    # 0 the light stays absorbed. 0: exactly one. One value without wavelengths (wls).
    MEAN_NUMBER = 26


class SurfaceType(enum.IntEnum):
    """What is beyond a surface of the models glisur and unified, with Geant4's number; functions take it as a property."""

    # A metal: what is not reflected is absorbed, or goes straight on by its transmittance.
    DIELECTRIC_METAL = 0
    # A dielectric or a paint.
    DIELECTRIC_DIELECTRIC = 1


class GdmlDetection(enum.IntEnum):
    """What counts as a detection in a GDML file; functions take it as uint32_t."""

    # As the file says, where it has surfaces with EFFICIENCY or auxiliary tags SensDet, but not both: then it must be said.
    FILE = 0
    # EFFICIENCY of surfaces is the share of what they absorb that is detected (Geant4's boundary status Detection; Opticks).
    SURFACE = 1
    # That, and all light that enters a volume with the tag SensDet, past the reflection at its boundary (Geant4's sensitive
    # detectors; LArSoft).
    SENSITIVE = 2
    # Light that enters a volume with that tag; EFFICIENCY has no meaning (Celeritas).
    ENTERED = 3
    # Nothing.
    NONE = 4


class ColorMap(enum.IntEnum):
    """Colours for numbers, of evenly growing lightness. Structs take it as uint32_t."""

    # From dark violet through green to yellow.
    VIRIDIS = 0
    # From black through all hues to white.
    CUBEHELIX = 1
    # From black to white.
    GREY = 2


class Want(enum.IntFlag):
    """What an event is to give, as bits of chroma2_event_config.want."""

    # The summary, which every event has: alone, nothing else.
    SUMMARY = 1
    # Detected photons that have a channel.
    HITS = 2
    # End states of all photons.
    PHOTONS = 4
    # Hits in the memory of the session's GPU; see chroma2_event_get_device_hits.
    DEVICE_HITS = 8
    # With photons of steps: chroma2_event_find_steps is to tell the steps of photons. Costs 24 bytes a step.
    STEPS = 16


class WeightMode(enum.IntEnum):
    """What becomes of a photon where it may be absorbed or detected. With weights, sums of weights mean something and counts
    do not. A photon whose weight has fallen to 10^-4 is absorbed by chance again, so that no light goes on for ever.
    Structs take it as uint32_t.
    """

    # It is absorbed or detected by chance, whole.
    NONE = 0
    # Absorption lowers its weight instead, and a surface that detects at all detects every photon and multiplies its weight by
    # the probability of that (as legacy Chroma): the light ends there, and none of it is reflected or passed, so
    # detected_weight is too small where reflected light would come to a detector later.
    DETECTING = 1
    # Absorption lowers its weight instead (survival biasing); what a surface detects is left to chance, so that light which it
    # reflects or passes is followed, and the mean of detected_weight is that of the photons detected without weights.
    SURVIVING = 2


class Velocity(enum.IntEnum):
    """At which velocity light travels in a material. Structs take it as uint32_t."""

    # The group velocity: that of a pulse, which a detector sees (CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY).
    GROUP = 0
    # The phase velocity, c / refractive index (as legacy Chroma): earlier by a few percent in water.
    PHASE = 1


class Placement(enum.IntEnum):
    """Where events are propagated. Results do not depend on it. Structs take it as uint32_t."""

    # Where an event is done first, by what the session has measured so far and has to do: few photons by the processor, many by
    # the GPU. Of a session without a GPU, the processor.
    AUTO = 0
    # By the threads of the context.
    PROCESSOR = 1
    # By the GPU, which a session must have.
    DEVICE = 2


class SourceType(enum.IntEnum):
    """Where the photons of a source begin. Structs take it as uint32_t."""

    # `position`.
    POINT = 0
    # A disk of `radius` around `position`, across `direction`, evenly.
    BEAM = 1
    # The line from `position` to `end`, evenly; times change from `time` to `end_time`.
    LINE = 2


class SourcePolarization(enum.IntEnum):
    """How the photons of a source are polarized. Structs take it as uint32_t."""

    # Any way across the direction.
    RANDOM = 0
    # Along `polarization`, as far as the direction allows.
    ALONG = 1
    # In the plane of the photon's direction and `direction`, as Cherenkov light is.
    RADIAL = 2


class SpectrumType(enum.IntEnum):
    """How the table of a source's spectrum is meant. Structs take it as uint32_t."""

    # Relative densities per nm at the wavelengths, of any norm, 0 or more: linear between the wavelengths and 0 beyond them, so
    # that 0 at 400 nm and 1 at 500 nm have a mean of 466.7 nm. Cumulative values are right to 10^-6. At most 524288
    # wavelengths.
    DENSITY = 0
    # Cumulative distribution at the wavelengths, from 0 to 1 (within 10^-6), linear between them: the density is level there.
    # At most 1048576 wavelengths.
    CDF = 1


class StepKind(enum.IntEnum):
    """What light a step makes. Structs take it as uint32_t."""

    # None of a particle's: isotropic, at the step's start.
    POINT = 0
    # Cherenkov light, along the step; CHROMA2_FLAG_CHERENKOV is set.
    CHERENKOV = 1
    # Scintillation light: isotropic; CHROMA2_FLAG_SCINTILLATION is set.
    SCINTILLATION = 2


class Flag(enum.IntFlag):
    """What happened to a photon, as bits of its flags, with CHROMA2_FLAG_NAN_ABORT. The names are the field's; bits 10 and 11
    are for generators to set. A photon with a terminal flag has ended.
    """

    # Terminal: left the geometry: nothing lies ahead of it. Position and time are those of its last interaction, or of its
    # start.
    NO_HIT = 1
    # Terminal: absorbed in a material.
    BULK_ABSORB = 2
    # Terminal: detected at a surface.
    SURFACE_DETECT = 4
    # Terminal: absorbed at a surface.
    SURFACE_ABSORB = 8
    # Scattered in a material, by Rayleigh.
    RAYLEIGH_SCATTER = 16
    # Reflected diffusely.
    REFLECT_DIFFUSE = 32
    # Reflected as by a mirror, at a surface or a bare boundary.
    REFLECT_SPECULAR = 64
    # Absorbed and emitted again by a surface.
    SURFACE_REEMIT = 128
    # Went through a surface.
    SURFACE_TRANSMIT = 256
    # Absorbed and emitted again by a material.
    BULK_REEMIT = 512
    # Began as Cherenkov light.
    CHERENKOV = 1024
    # Began as scintillation light.
    SCINTILLATION = 2048
    # Terminal: took the largest number of steps.
    STEP_LIMIT = 4096
    # Terminal: came to the time limit. In flight: at the place where it was then, with the limit as its time. After a
    # reemission whose delay passes the limit: at the place of the reemission, with its direction and wavelength,
    # CHROMA2_FLAG_BULK_REEMIT or CHROMA2_FLAG_SURFACE_REEMIT, and the time of the emission, which is after the limit. Submitted
    # with a later time: as it was.
    TIME_LIMIT = 8192
    # Scattered in a material, by Mie.
    MIE_SCATTER = 16384
    # One that an absorption gave beside its first one, with the history of that.
    SECONDARY = 32768
    # A bit of a photon's flags as those of chroma2_flag, outside of what enums of C can hold. Terminal: a number was not
    # finite, or a wavelength not positive.
    NAN_ABORT = 2147483648


class PersistentStop(enum.IntEnum):
    """Why a persistent run ended: what its workers met that is highest in this list. Structs take it as uint32_t."""

    # Nothing is outstanding: active is empty, and no worker has an item in flight.
    DONE = 1
    # Workers left after idle_threshold looks without an item.
    IDLE = 2
    # Workers left after max_iterations.
    ITERATIONS = 3
    # There was no room in spawn.
    SPAWN_FULL = 4
    # There was no room in finished.
    FINISHED_FULL = 5


class MessageOperation(enum.IntEnum):
    """What is done to messages."""

    # The result is the message, byte for byte.
    ECHO = 1
    # The result is a uint64_t: mixed(bytes) plus the sum over the message's little-endian words w of 4 bytes (the last one
    # filled up with zeros) of mixed(w + (i + 1) * 0x9e3779b97f4a7c15), i the word's index from 0, modulo 2^64; mixed(x) is
    # SplitMix64's finalizer. For finding errors, not for secrets.
    CHECKSUM = 2
    # The message has 2 n elements, the result n: element i plus element n + i. Integers wrap, with or without a sign.
    ADD = 3
    # The result is one element, the sum of all: integers wrap; of floating-point numbers element i is added to partial sum i
    # mod 32, which begins at 0, in their order, and then partial sum j + h to partial sum j for h = 16, 8, 4, 2, 1 and j below
    # h. The same bits on every device.
    REDUCE = 4
    # The program's: config->function on the processor, config->program on a GPU.
    FUNCTION = 5


class MessageElement(enum.IntEnum):
    """Elements of messages, for the operations add and reduce."""

    # int32_t or uint32_t.
    INT32 = 1
    # int64_t or uint64_t.
    INT64 = 2
    # float.
    FLOAT32 = 3
    # double.
    FLOAT64 = 4


class MessageOrdering(enum.IntEnum):
    """In what order messages are worked on."""

    # They begin in the order of their ids, and many are worked on at once.
    NONE = 0
    # Those of one key are worked on one after another, in the order of their ids, and their results come in it.
    PER_KEY = 1


class MessageProgram(enum.IntEnum):
    """What the code of a function for a GPU is."""

    # CUDA C++, compiled at run time by NVRTC, which must be installed; chroma2/message.h is there.
    SOURCE = 1
    # PTX of relocatable device code (nvcc -rdc=true -ptx).
    PTX = 2
    # A fatbin or a cubin of relocatable device code (nvcc -rdc=true -fatbin).
    BINARY = 3


class MessageOutcome(enum.IntEnum):
    """How a message ended."""

    # Well.
    DONE = 0
    # Its function has returned another code than 0, at the last attempt too.
    FAILED = 1
    # It took longer than the queue's time limit.
    TIMED_OUT = 2
    # Its result is longer than the queue's results may be.
    OVERRUN = 3


class StreamPurpose(enum.IntEnum):
    """What a stream is for."""

    # Copies to the device.
    UPLOAD = 1
    # Kernels.
    KERNEL = 2
    # Copies to the host.
    DOWNLOAD = 3
    # Copies between devices.
    PEER = 4
    # Anything else.
    AUXILIARY = 5


class StreamUrgency(enum.IntEnum):
    """Whose work goes first where a device has no room for all."""

    # As the library's own work.
    NORMAL = 0
    # Before it.
    HIGH = 1


class Code(enum.IntEnum):
    """What a module's code is."""

    # CUDA C++, compiled at run time by NVRTC, which must be installed.
    SOURCE = 1
    # PTX, which the driver compiles.
    PTX = 2
    # A fatbin or a cubin.
    BINARY = 3


class ArgumentKind(enum.IntEnum):
    """What an argument is."""

    # A value of the program, copied: a number, a pointer, a struct.
    VALUE = 1
    # Of a pipeline: the address of the step's configuration block.
    CONFIG = 2
    # Of a pipeline: the address of the step's telemetry block.
    TELEMETRY = 3
    # Of a pipeline: the address of its state.
    STATE = 4
    # Of a pipeline: the step's number, a uint64_t.
    STEP = 5
    # Of a pipeline: the address of a uint32_t that is 0 when the step begins; what the kernel writes there is the step's code.
    CODE = 6


class PipelineForm(enum.IntEnum):
    """How steps are given to a device."""

    # The library chooses: graphs, but where the program gives a stream, or depths would make too many.
    AUTO = 0
    # Three streams, whose work events put in order.
    STREAMS = 1
    # A CUDA graph for each pair of blocks.
    GRAPHS = 2
    # A thread of the processor.
    THREAD = 3


class PipelineMode(enum.IntEnum):
    """Whether steps overlap."""

    # Steps are on the way while the caller goes on.
    ASYNCHRONOUS = 0
    # Each step is done when the call returns.
    SYNCHRONOUS = 1

__all__ = [
    "ABI_VERSION", "VERSION_MAJOR", "VERSION_STRING", "NONE", "WIRE_BIT", "QUEUE_SMALLEST_ITEM", "QUEUE_LARGEST_ITEM",
    "QUEUE_CONTROL_BYTES", "QUEUE_VIEW_VERSION", "Status", "STATUS_OK", "STATUS_INVALID_ARGUMENT", "STATUS_INVALID_HANDLE",
    "STATUS_INVALID_STATE", "STATUS_IO", "STATUS_FORMAT", "STATUS_OUT_OF_MEMORY", "STATUS_UNSUPPORTED", "STATUS_DEVICE",
    "STATUS_TIMEOUT", "STATUS_CANCELLED", "STATUS_INTERNAL", "LogLevel", "LOG_LEVEL_OFF", "LOG_LEVEL_ERROR", "LOG_LEVEL_WARN",
    "LOG_LEVEL_INFO", "LOG_LEVEL_DEBUG", "LOG_LEVEL_TRACE", "Backend", "BACKEND_AUTO", "BACKEND_CPU", "BACKEND_CUDA",
    "CpuLevel", "CPU_LEVEL_BASELINE", "CPU_LEVEL_V3", "BuildQuality", "BUILD_QUALITY_DEFAULT", "BUILD_QUALITY_FAST",
    "BUILD_QUALITY_BEST", "GeometryItem", "GEOMETRY_ITEM_MATERIAL", "GEOMETRY_ITEM_SURFACE", "GEOMETRY_ITEM_MESH",
    "MaterialProperty", "MATERIAL_PROPERTY_REFRACTIVE_INDEX", "REFRACTIVE_INDEX", "MATERIAL_PROPERTY_ABSORPTION_LENGTH",
    "ABSORPTION_LENGTH", "MATERIAL_PROPERTY_SCATTERING_LENGTH", "SCATTERING_LENGTH", "MATERIAL_PROPERTY_GROUP_VELOCITY",
    "GROUP_VELOCITY", "MATERIAL_PROPERTY_MIE_LENGTH", "MIE_LENGTH", "MATERIAL_PROPERTY_MIE_FORWARD", "MIE_FORWARD",
    "MATERIAL_PROPERTY_MIE_BACKWARD", "MIE_BACKWARD", "MATERIAL_PROPERTY_MIE_FORWARD_RATIO", "MIE_FORWARD_RATIO",
    "MATERIAL_PROPERTY_SCINTILLATION_YIELD", "SCINTILLATION_YIELD", "MATERIAL_PROPERTY_BIRKS_CONSTANT", "BIRKS_CONSTANT",
    "MATERIAL_PROPERTY_RESOLUTION_SCALE", "RESOLUTION_SCALE", "SurfaceFinish", "SURFACE_FINISH_POLISHED", "POLISHED",
    "SURFACE_FINISH_POLISHED_FRONT_PAINTED", "POLISHED_FRONT_PAINTED", "SURFACE_FINISH_POLISHED_BACK_PAINTED",
    "POLISHED_BACK_PAINTED", "SURFACE_FINISH_GROUND", "GROUND", "SURFACE_FINISH_GROUND_FRONT_PAINTED", "GROUND_FRONT_PAINTED",
    "SURFACE_FINISH_GROUND_BACK_PAINTED", "GROUND_BACK_PAINTED", "SurfaceModel", "SURFACE_MODEL_DEFAULT",
    "SURFACE_MODEL_COMPLEX", "SURFACE_MODEL_WLS", "SURFACE_MODEL_DICHROIC", "SURFACE_MODEL_ANGULAR", "SURFACE_MODEL_GLISUR",
    "SURFACE_MODEL_UNIFIED", "SurfaceProperty", "SURFACE_PROPERTY_DETECT", "DETECT", "SURFACE_PROPERTY_ABSORB", "ABSORB",
    "SURFACE_PROPERTY_REEMIT", "REEMIT", "SURFACE_PROPERTY_REFLECT_DIFFUSE", "REFLECT_DIFFUSE",
    "SURFACE_PROPERTY_REFLECT_SPECULAR", "REFLECT_SPECULAR", "SURFACE_PROPERTY_ETA", "ETA", "SURFACE_PROPERTY_K", "K",
    "SURFACE_PROPERTY_THICKNESS", "THICKNESS", "SURFACE_PROPERTY_TRANSMISSIVE", "TRANSMISSIVE", "SURFACE_PROPERTY_DELAY",
    "DELAY", "SURFACE_PROPERTY_DECAY_TIME", "DECAY_TIME", "SURFACE_PROPERTY_DOWNSHIFT_ONLY", "DOWNSHIFT_ONLY",
    "SURFACE_PROPERTY_TYPE", "TYPE", "SURFACE_PROPERTY_FINISH", "FINISH", "SURFACE_PROPERTY_REFLECTIVITY", "REFLECTIVITY",
    "SURFACE_PROPERTY_TRANSMITTANCE", "TRANSMITTANCE", "SURFACE_PROPERTY_EFFICIENCY", "EFFICIENCY",
    "SURFACE_PROPERTY_SPECULAR_SPIKE", "SPECULAR_SPIKE", "SURFACE_PROPERTY_SPECULAR_LOBE", "SPECULAR_LOBE",
    "SURFACE_PROPERTY_BACKSCATTER", "BACKSCATTER", "SURFACE_PROPERTY_GAP_INDEX", "GAP_INDEX", "SURFACE_PROPERTY_REAL_INDEX",
    "REAL_INDEX", "SURFACE_PROPERTY_IMAGINARY_INDEX", "IMAGINARY_INDEX", "SURFACE_PROPERTY_POLISH", "POLISH",
    "SURFACE_PROPERTY_SIGMA_ALPHA", "SIGMA_ALPHA", "SURFACE_PROPERTY_SURFACE_ROUGHNESS", "SURFACE_ROUGHNESS",
    "SURFACE_PROPERTY_MEAN_NUMBER", "MEAN_NUMBER", "SurfaceType", "SURFACE_TYPE_DIELECTRIC_METAL", "DIELECTRIC_METAL",
    "SURFACE_TYPE_DIELECTRIC_DIELECTRIC", "DIELECTRIC_DIELECTRIC", "GdmlDetection", "GDML_DETECTION_FILE",
    "GDML_DETECTION_SURFACE", "GDML_DETECTION_SENSITIVE", "GDML_DETECTION_ENTERED", "GDML_DETECTION_NONE", "ColorMap",
    "COLOR_MAP_VIRIDIS", "COLOR_MAP_CUBEHELIX", "COLOR_MAP_GREY", "Want", "WANT_SUMMARY", "WANT_HITS", "WANT_PHOTONS",
    "WANT_DEVICE_HITS", "WANT_STEPS", "WeightMode", "WEIGHT_MODE_NONE", "WEIGHT_MODE_DETECTING", "WEIGHT_MODE_SURVIVING",
    "Velocity", "VELOCITY_GROUP", "VELOCITY_PHASE", "Placement", "PLACEMENT_AUTO", "PLACEMENT_PROCESSOR", "PLACEMENT_DEVICE",
    "SourceType", "SOURCE_TYPE_POINT", "SOURCE_TYPE_BEAM", "SOURCE_TYPE_LINE", "SourcePolarization",
    "SOURCE_POLARIZATION_RANDOM", "SOURCE_POLARIZATION_ALONG", "SOURCE_POLARIZATION_RADIAL", "SpectrumType",
    "SPECTRUM_TYPE_DENSITY", "SPECTRUM_TYPE_CDF", "StepKind", "STEP_KIND_POINT", "STEP_KIND_CHERENKOV",
    "STEP_KIND_SCINTILLATION", "Flag", "FLAG_NO_HIT", "FLAG_BULK_ABSORB", "FLAG_SURFACE_DETECT", "FLAG_SURFACE_ABSORB",
    "FLAG_RAYLEIGH_SCATTER", "FLAG_REFLECT_DIFFUSE", "FLAG_REFLECT_SPECULAR", "FLAG_SURFACE_REEMIT", "FLAG_SURFACE_TRANSMIT",
    "FLAG_BULK_REEMIT", "FLAG_CHERENKOV", "FLAG_SCINTILLATION", "FLAG_STEP_LIMIT", "FLAG_TIME_LIMIT", "FLAG_MIE_SCATTER",
    "FLAG_SECONDARY", "FLAG_NAN_ABORT", "PersistentStop", "PERSISTENT_STOP_DONE", "PERSISTENT_STOP_IDLE",
    "PERSISTENT_STOP_ITERATIONS", "PERSISTENT_STOP_SPAWN_FULL", "PERSISTENT_STOP_FINISHED_FULL", "MessageOperation",
    "MESSAGE_OPERATION_ECHO", "MESSAGE_OPERATION_CHECKSUM", "MESSAGE_OPERATION_ADD", "MESSAGE_OPERATION_REDUCE",
    "MESSAGE_OPERATION_FUNCTION", "MessageElement", "MESSAGE_ELEMENT_INT32", "MESSAGE_ELEMENT_INT64", "MESSAGE_ELEMENT_FLOAT32",
    "MESSAGE_ELEMENT_FLOAT64", "MessageOrdering", "MESSAGE_ORDERING_NONE", "MESSAGE_ORDERING_PER_KEY", "MessageProgram",
    "MESSAGE_PROGRAM_SOURCE", "MESSAGE_PROGRAM_PTX", "MESSAGE_PROGRAM_BINARY", "MessageOutcome", "MESSAGE_OUTCOME_DONE",
    "MESSAGE_OUTCOME_FAILED", "MESSAGE_OUTCOME_TIMED_OUT", "MESSAGE_OUTCOME_OVERRUN", "StreamPurpose", "STREAM_PURPOSE_UPLOAD",
    "STREAM_PURPOSE_KERNEL", "STREAM_PURPOSE_DOWNLOAD", "STREAM_PURPOSE_PEER", "STREAM_PURPOSE_AUXILIARY", "StreamUrgency",
    "STREAM_URGENCY_NORMAL", "STREAM_URGENCY_HIGH", "Code", "CODE_SOURCE", "CODE_PTX", "CODE_BINARY", "ArgumentKind",
    "ARGUMENT_KIND_VALUE", "ARGUMENT_KIND_CONFIG", "ARGUMENT_KIND_TELEMETRY", "ARGUMENT_KIND_STATE", "ARGUMENT_KIND_STEP",
    "ARGUMENT_KIND_CODE", "PipelineForm", "PIPELINE_FORM_AUTO", "PIPELINE_FORM_STREAMS", "PIPELINE_FORM_GRAPHS",
    "PIPELINE_FORM_THREAD", "PipelineMode", "PIPELINE_MODE_ASYNCHRONOUS", "PIPELINE_MODE_SYNCHRONOUS", "STEP", "STEP_SPECTRUM"
]

# Members by their names in C, and properties without what these begin with.
STATUS_OK = Status.OK
STATUS_INVALID_ARGUMENT = Status.INVALID_ARGUMENT
STATUS_INVALID_HANDLE = Status.INVALID_HANDLE
STATUS_INVALID_STATE = Status.INVALID_STATE
STATUS_IO = Status.IO
STATUS_FORMAT = Status.FORMAT
STATUS_OUT_OF_MEMORY = Status.OUT_OF_MEMORY
STATUS_UNSUPPORTED = Status.UNSUPPORTED
STATUS_DEVICE = Status.DEVICE
STATUS_TIMEOUT = Status.TIMEOUT
STATUS_CANCELLED = Status.CANCELLED
STATUS_INTERNAL = Status.INTERNAL
LOG_LEVEL_OFF = LogLevel.OFF
LOG_LEVEL_ERROR = LogLevel.ERROR
LOG_LEVEL_WARN = LogLevel.WARN
LOG_LEVEL_INFO = LogLevel.INFO
LOG_LEVEL_DEBUG = LogLevel.DEBUG
LOG_LEVEL_TRACE = LogLevel.TRACE
BACKEND_AUTO = Backend.AUTO
BACKEND_CPU = Backend.CPU
BACKEND_CUDA = Backend.CUDA
CPU_LEVEL_BASELINE = CpuLevel.BASELINE
CPU_LEVEL_V3 = CpuLevel.V3
BUILD_QUALITY_DEFAULT = BuildQuality.DEFAULT
BUILD_QUALITY_FAST = BuildQuality.FAST
BUILD_QUALITY_BEST = BuildQuality.BEST
GEOMETRY_ITEM_MATERIAL = GeometryItem.MATERIAL
GEOMETRY_ITEM_SURFACE = GeometryItem.SURFACE
GEOMETRY_ITEM_MESH = GeometryItem.MESH
MATERIAL_PROPERTY_REFRACTIVE_INDEX = MaterialProperty.REFRACTIVE_INDEX
REFRACTIVE_INDEX = MaterialProperty.REFRACTIVE_INDEX
MATERIAL_PROPERTY_ABSORPTION_LENGTH = MaterialProperty.ABSORPTION_LENGTH
ABSORPTION_LENGTH = MaterialProperty.ABSORPTION_LENGTH
MATERIAL_PROPERTY_SCATTERING_LENGTH = MaterialProperty.SCATTERING_LENGTH
SCATTERING_LENGTH = MaterialProperty.SCATTERING_LENGTH
MATERIAL_PROPERTY_GROUP_VELOCITY = MaterialProperty.GROUP_VELOCITY
GROUP_VELOCITY = MaterialProperty.GROUP_VELOCITY
MATERIAL_PROPERTY_MIE_LENGTH = MaterialProperty.MIE_LENGTH
MIE_LENGTH = MaterialProperty.MIE_LENGTH
MATERIAL_PROPERTY_MIE_FORWARD = MaterialProperty.MIE_FORWARD
MIE_FORWARD = MaterialProperty.MIE_FORWARD
MATERIAL_PROPERTY_MIE_BACKWARD = MaterialProperty.MIE_BACKWARD
MIE_BACKWARD = MaterialProperty.MIE_BACKWARD
MATERIAL_PROPERTY_MIE_FORWARD_RATIO = MaterialProperty.MIE_FORWARD_RATIO
MIE_FORWARD_RATIO = MaterialProperty.MIE_FORWARD_RATIO
MATERIAL_PROPERTY_SCINTILLATION_YIELD = MaterialProperty.SCINTILLATION_YIELD
SCINTILLATION_YIELD = MaterialProperty.SCINTILLATION_YIELD
MATERIAL_PROPERTY_BIRKS_CONSTANT = MaterialProperty.BIRKS_CONSTANT
BIRKS_CONSTANT = MaterialProperty.BIRKS_CONSTANT
MATERIAL_PROPERTY_RESOLUTION_SCALE = MaterialProperty.RESOLUTION_SCALE
RESOLUTION_SCALE = MaterialProperty.RESOLUTION_SCALE
SURFACE_FINISH_POLISHED = SurfaceFinish.POLISHED
POLISHED = SurfaceFinish.POLISHED
SURFACE_FINISH_POLISHED_FRONT_PAINTED = SurfaceFinish.POLISHED_FRONT_PAINTED
POLISHED_FRONT_PAINTED = SurfaceFinish.POLISHED_FRONT_PAINTED
SURFACE_FINISH_POLISHED_BACK_PAINTED = SurfaceFinish.POLISHED_BACK_PAINTED
POLISHED_BACK_PAINTED = SurfaceFinish.POLISHED_BACK_PAINTED
SURFACE_FINISH_GROUND = SurfaceFinish.GROUND
GROUND = SurfaceFinish.GROUND
SURFACE_FINISH_GROUND_FRONT_PAINTED = SurfaceFinish.GROUND_FRONT_PAINTED
GROUND_FRONT_PAINTED = SurfaceFinish.GROUND_FRONT_PAINTED
SURFACE_FINISH_GROUND_BACK_PAINTED = SurfaceFinish.GROUND_BACK_PAINTED
GROUND_BACK_PAINTED = SurfaceFinish.GROUND_BACK_PAINTED
SURFACE_MODEL_DEFAULT = SurfaceModel.DEFAULT
SURFACE_MODEL_COMPLEX = SurfaceModel.COMPLEX
SURFACE_MODEL_WLS = SurfaceModel.WLS
SURFACE_MODEL_DICHROIC = SurfaceModel.DICHROIC
SURFACE_MODEL_ANGULAR = SurfaceModel.ANGULAR
SURFACE_MODEL_GLISUR = SurfaceModel.GLISUR
SURFACE_MODEL_UNIFIED = SurfaceModel.UNIFIED
SURFACE_PROPERTY_DETECT = SurfaceProperty.DETECT
DETECT = SurfaceProperty.DETECT
SURFACE_PROPERTY_ABSORB = SurfaceProperty.ABSORB
ABSORB = SurfaceProperty.ABSORB
SURFACE_PROPERTY_REEMIT = SurfaceProperty.REEMIT
REEMIT = SurfaceProperty.REEMIT
SURFACE_PROPERTY_REFLECT_DIFFUSE = SurfaceProperty.REFLECT_DIFFUSE
REFLECT_DIFFUSE = SurfaceProperty.REFLECT_DIFFUSE
SURFACE_PROPERTY_REFLECT_SPECULAR = SurfaceProperty.REFLECT_SPECULAR
REFLECT_SPECULAR = SurfaceProperty.REFLECT_SPECULAR
SURFACE_PROPERTY_ETA = SurfaceProperty.ETA
ETA = SurfaceProperty.ETA
SURFACE_PROPERTY_K = SurfaceProperty.K
K = SurfaceProperty.K
SURFACE_PROPERTY_THICKNESS = SurfaceProperty.THICKNESS
THICKNESS = SurfaceProperty.THICKNESS
SURFACE_PROPERTY_TRANSMISSIVE = SurfaceProperty.TRANSMISSIVE
TRANSMISSIVE = SurfaceProperty.TRANSMISSIVE
SURFACE_PROPERTY_DELAY = SurfaceProperty.DELAY
DELAY = SurfaceProperty.DELAY
SURFACE_PROPERTY_DECAY_TIME = SurfaceProperty.DECAY_TIME
DECAY_TIME = SurfaceProperty.DECAY_TIME
SURFACE_PROPERTY_DOWNSHIFT_ONLY = SurfaceProperty.DOWNSHIFT_ONLY
DOWNSHIFT_ONLY = SurfaceProperty.DOWNSHIFT_ONLY
SURFACE_PROPERTY_TYPE = SurfaceProperty.TYPE
TYPE = SurfaceProperty.TYPE
SURFACE_PROPERTY_FINISH = SurfaceProperty.FINISH
FINISH = SurfaceProperty.FINISH
SURFACE_PROPERTY_REFLECTIVITY = SurfaceProperty.REFLECTIVITY
REFLECTIVITY = SurfaceProperty.REFLECTIVITY
SURFACE_PROPERTY_TRANSMITTANCE = SurfaceProperty.TRANSMITTANCE
TRANSMITTANCE = SurfaceProperty.TRANSMITTANCE
SURFACE_PROPERTY_EFFICIENCY = SurfaceProperty.EFFICIENCY
EFFICIENCY = SurfaceProperty.EFFICIENCY
SURFACE_PROPERTY_SPECULAR_SPIKE = SurfaceProperty.SPECULAR_SPIKE
SPECULAR_SPIKE = SurfaceProperty.SPECULAR_SPIKE
SURFACE_PROPERTY_SPECULAR_LOBE = SurfaceProperty.SPECULAR_LOBE
SPECULAR_LOBE = SurfaceProperty.SPECULAR_LOBE
SURFACE_PROPERTY_BACKSCATTER = SurfaceProperty.BACKSCATTER
BACKSCATTER = SurfaceProperty.BACKSCATTER
SURFACE_PROPERTY_GAP_INDEX = SurfaceProperty.GAP_INDEX
GAP_INDEX = SurfaceProperty.GAP_INDEX
SURFACE_PROPERTY_REAL_INDEX = SurfaceProperty.REAL_INDEX
REAL_INDEX = SurfaceProperty.REAL_INDEX
SURFACE_PROPERTY_IMAGINARY_INDEX = SurfaceProperty.IMAGINARY_INDEX
IMAGINARY_INDEX = SurfaceProperty.IMAGINARY_INDEX
SURFACE_PROPERTY_POLISH = SurfaceProperty.POLISH
POLISH = SurfaceProperty.POLISH
SURFACE_PROPERTY_SIGMA_ALPHA = SurfaceProperty.SIGMA_ALPHA
SIGMA_ALPHA = SurfaceProperty.SIGMA_ALPHA
SURFACE_PROPERTY_SURFACE_ROUGHNESS = SurfaceProperty.SURFACE_ROUGHNESS
SURFACE_ROUGHNESS = SurfaceProperty.SURFACE_ROUGHNESS
SURFACE_PROPERTY_MEAN_NUMBER = SurfaceProperty.MEAN_NUMBER
MEAN_NUMBER = SurfaceProperty.MEAN_NUMBER
SURFACE_TYPE_DIELECTRIC_METAL = SurfaceType.DIELECTRIC_METAL
DIELECTRIC_METAL = SurfaceType.DIELECTRIC_METAL
SURFACE_TYPE_DIELECTRIC_DIELECTRIC = SurfaceType.DIELECTRIC_DIELECTRIC
DIELECTRIC_DIELECTRIC = SurfaceType.DIELECTRIC_DIELECTRIC
GDML_DETECTION_FILE = GdmlDetection.FILE
GDML_DETECTION_SURFACE = GdmlDetection.SURFACE
GDML_DETECTION_SENSITIVE = GdmlDetection.SENSITIVE
GDML_DETECTION_ENTERED = GdmlDetection.ENTERED
GDML_DETECTION_NONE = GdmlDetection.NONE
COLOR_MAP_VIRIDIS = ColorMap.VIRIDIS
COLOR_MAP_CUBEHELIX = ColorMap.CUBEHELIX
COLOR_MAP_GREY = ColorMap.GREY
WANT_SUMMARY = Want.SUMMARY
WANT_HITS = Want.HITS
WANT_PHOTONS = Want.PHOTONS
WANT_DEVICE_HITS = Want.DEVICE_HITS
WANT_STEPS = Want.STEPS
WEIGHT_MODE_NONE = WeightMode.NONE
WEIGHT_MODE_DETECTING = WeightMode.DETECTING
WEIGHT_MODE_SURVIVING = WeightMode.SURVIVING
VELOCITY_GROUP = Velocity.GROUP
VELOCITY_PHASE = Velocity.PHASE
PLACEMENT_AUTO = Placement.AUTO
PLACEMENT_PROCESSOR = Placement.PROCESSOR
PLACEMENT_DEVICE = Placement.DEVICE
SOURCE_TYPE_POINT = SourceType.POINT
SOURCE_TYPE_BEAM = SourceType.BEAM
SOURCE_TYPE_LINE = SourceType.LINE
SOURCE_POLARIZATION_RANDOM = SourcePolarization.RANDOM
SOURCE_POLARIZATION_ALONG = SourcePolarization.ALONG
SOURCE_POLARIZATION_RADIAL = SourcePolarization.RADIAL
SPECTRUM_TYPE_DENSITY = SpectrumType.DENSITY
SPECTRUM_TYPE_CDF = SpectrumType.CDF
STEP_KIND_POINT = StepKind.POINT
STEP_KIND_CHERENKOV = StepKind.CHERENKOV
STEP_KIND_SCINTILLATION = StepKind.SCINTILLATION
FLAG_NO_HIT = Flag.NO_HIT
FLAG_BULK_ABSORB = Flag.BULK_ABSORB
FLAG_SURFACE_DETECT = Flag.SURFACE_DETECT
FLAG_SURFACE_ABSORB = Flag.SURFACE_ABSORB
FLAG_RAYLEIGH_SCATTER = Flag.RAYLEIGH_SCATTER
FLAG_REFLECT_DIFFUSE = Flag.REFLECT_DIFFUSE
FLAG_REFLECT_SPECULAR = Flag.REFLECT_SPECULAR
FLAG_SURFACE_REEMIT = Flag.SURFACE_REEMIT
FLAG_SURFACE_TRANSMIT = Flag.SURFACE_TRANSMIT
FLAG_BULK_REEMIT = Flag.BULK_REEMIT
FLAG_CHERENKOV = Flag.CHERENKOV
FLAG_SCINTILLATION = Flag.SCINTILLATION
FLAG_STEP_LIMIT = Flag.STEP_LIMIT
FLAG_TIME_LIMIT = Flag.TIME_LIMIT
FLAG_MIE_SCATTER = Flag.MIE_SCATTER
FLAG_SECONDARY = Flag.SECONDARY
FLAG_NAN_ABORT = Flag.NAN_ABORT
PERSISTENT_STOP_DONE = PersistentStop.DONE
PERSISTENT_STOP_IDLE = PersistentStop.IDLE
PERSISTENT_STOP_ITERATIONS = PersistentStop.ITERATIONS
PERSISTENT_STOP_SPAWN_FULL = PersistentStop.SPAWN_FULL
PERSISTENT_STOP_FINISHED_FULL = PersistentStop.FINISHED_FULL
MESSAGE_OPERATION_ECHO = MessageOperation.ECHO
MESSAGE_OPERATION_CHECKSUM = MessageOperation.CHECKSUM
MESSAGE_OPERATION_ADD = MessageOperation.ADD
MESSAGE_OPERATION_REDUCE = MessageOperation.REDUCE
MESSAGE_OPERATION_FUNCTION = MessageOperation.FUNCTION
MESSAGE_ELEMENT_INT32 = MessageElement.INT32
MESSAGE_ELEMENT_INT64 = MessageElement.INT64
MESSAGE_ELEMENT_FLOAT32 = MessageElement.FLOAT32
MESSAGE_ELEMENT_FLOAT64 = MessageElement.FLOAT64
MESSAGE_ORDERING_NONE = MessageOrdering.NONE
MESSAGE_ORDERING_PER_KEY = MessageOrdering.PER_KEY
MESSAGE_PROGRAM_SOURCE = MessageProgram.SOURCE
MESSAGE_PROGRAM_PTX = MessageProgram.PTX
MESSAGE_PROGRAM_BINARY = MessageProgram.BINARY
MESSAGE_OUTCOME_DONE = MessageOutcome.DONE
MESSAGE_OUTCOME_FAILED = MessageOutcome.FAILED
MESSAGE_OUTCOME_TIMED_OUT = MessageOutcome.TIMED_OUT
MESSAGE_OUTCOME_OVERRUN = MessageOutcome.OVERRUN
STREAM_PURPOSE_UPLOAD = StreamPurpose.UPLOAD
STREAM_PURPOSE_KERNEL = StreamPurpose.KERNEL
STREAM_PURPOSE_DOWNLOAD = StreamPurpose.DOWNLOAD
STREAM_PURPOSE_PEER = StreamPurpose.PEER
STREAM_PURPOSE_AUXILIARY = StreamPurpose.AUXILIARY
STREAM_URGENCY_NORMAL = StreamUrgency.NORMAL
STREAM_URGENCY_HIGH = StreamUrgency.HIGH
CODE_SOURCE = Code.SOURCE
CODE_PTX = Code.PTX
CODE_BINARY = Code.BINARY
ARGUMENT_KIND_VALUE = ArgumentKind.VALUE
ARGUMENT_KIND_CONFIG = ArgumentKind.CONFIG
ARGUMENT_KIND_TELEMETRY = ArgumentKind.TELEMETRY
ARGUMENT_KIND_STATE = ArgumentKind.STATE
ARGUMENT_KIND_STEP = ArgumentKind.STEP
ARGUMENT_KIND_CODE = ArgumentKind.CODE
PIPELINE_FORM_AUTO = PipelineForm.AUTO
PIPELINE_FORM_STREAMS = PipelineForm.STREAMS
PIPELINE_FORM_GRAPHS = PipelineForm.GRAPHS
PIPELINE_FORM_THREAD = PipelineForm.THREAD
PIPELINE_MODE_ASYNCHRONOUS = PipelineMode.ASYNCHRONOUS
PIPELINE_MODE_SYNCHRONOUS = PipelineMode.SYNCHRONOUS

# A step of a particle, or another place where light begins. Lengths in mm, times in ns from the event's time_offset, velocities
# in mm/ns; what is 0 has its default. Photons begin where and when the particle was: at a share f of the step after f length /
# (velocity + f (end_velocity - velocity) / 2), or f duration. id: The program's own number for it, such as that of a track;
# given back by chroma2_event_find_steps. count: Number of photons; 0 is fine. All steps of a list have at most 2^40 together.
# kind: A chroma2_step_kind. material: Index in the geometry; not used where a spectrum of the list is. component: 1 + the
# number of a scintillation component of the material; 0: drawn for each photon, by their fractions. Not for Cherenkov light.
# spectrum: 1 + the number of a spectrum of the list, in place of the material's components; 0: these. Not for Cherenkov light.
# position: Of its start. time: Of its start. displacement: From its start to its end. The direction of Cherenkov light's
# particle. length: Of the path; 0: that of the displacement. velocity: Of the particle at the start; above that of light by
# 10^-7 at most, which is rounding. end_velocity: At the end; 0: it stops. Cherenkov light is that of the mean of both.
# duration: From start to end, where velocity is 0. charge: Of the particle, in units of the proton's. Where it is 0 all
# scintillation photons begin at the end. yield_start: Cherenkov photons per mm at the start, of any norm; in between the
# density of photons is linear. Both yields 0: those at the two velocities. yield_end: At the end. end_fraction: Share of the
# scintillation photons that begin at the end, 0 to 1; the others begin evenly along the step. weight: Weight of each photon, 0
# or more; 0: 1. wavelength_min: Shortest wavelength of Cherenkov light, nm; both 0: those of the list. wavelength_max: Longest
# one. rise_time: ns; above 0: in place of that of components or spectrum. decay_time: ns; above 0: both times are the step's
# own, and a rise_time of 0 is none. energy: Energy that it leaves, MeV; for chroma2_session_count_steps alone.
STEP = np.dtype([
    ("id", np.uint64),
    ("count", np.uint64),
    ("kind", np.uint32),
    ("material", np.uint32),
    ("component", np.uint32),
    ("spectrum", np.uint32),
    ("position", np.float64, 3),
    ("time", np.float64),
    ("displacement", np.float64, 3),
    ("length", np.float64),
    ("velocity", np.float64),
    ("end_velocity", np.float64),
    ("duration", np.float64),
    ("charge", np.float64),
    ("yield_start", np.float64),
    ("yield_end", np.float64),
    ("end_fraction", np.float64),
    ("weight", np.float64),
    ("wavelength_min", np.float64),
    ("wavelength_max", np.float64),
    ("rise_time", np.float64),
    ("decay_time", np.float64),
    ("energy", np.float64),
])

# A spectrum of a list of steps, with the times of its light: of the density exp(-t / decay_time) (1 - exp(-t / rise_time)).
# wavelengths: Strictly increasing wavelengths in nm, above 0, `count` entries. values: Densities or cumulative values there.
# count: 2 or more. type: A chroma2_spectrum_type. reserved: 0. decay_time: ns; 0: all at once. rise_time: ns; 0: none.
STEP_SPECTRUM = np.dtype([
    ("wavelengths", np.uint64),
    ("values", np.uint64),
    ("count", np.uint64),
    ("type", np.uint32),
    ("reserved", np.uint32),
    ("decay_time", np.float64),
    ("rise_time", np.float64),
])


# Handles, which are 64-bit numbers dressed as pointers; a type each, so that none is taken for another.


class context_p(ct.c_void_p):
    """Worker threads on a device. Sessions and events keep it alive, so it may be destroyed first. After a fork the child can
    read results and give handles up; all that needs the threads fails as an invalid state there.
    """


class geometry_p(ct.c_void_p):
    """A detector: materials, surfaces, meshes, their instances and wire planes. It is put together, committed once, and never
    changes after that.
    """


class session_p(ct.c_void_p):
    """A context and a committed geometry that take events. It keeps both alive, and events keep it alive. Several threads may
    submit to one at once.
    """


class event_p(ct.c_void_p):
    """A submission and its results: a future. Results stay until it is destroyed."""


class daq_p(ct.c_void_p):
    """What channels do with hits: their types, and which channel is of which type."""


class readout_p(ct.c_void_p):
    """One readout of all channels; its arrays stay until it is destroyed."""


class queue_p(ct.c_void_p):
    """A bounded queue of items of one size, first in, first out, in the memory of a context's device: that of the GPU, or the
    host's. Any number of threads, of the library's and of a program's own kernels, may push and pop at once: of two items
    that one thread pushes, or of two pushes of which one has returned before the other begins, the first comes out first,
    and items of a batch come in its order. It keeps its context alive. After a fork the child can only give it up.
    """


class message_queue_p(ct.c_void_p):
    """A queue of messages of at most some size, with a result each: threads of the program put messages in, a kernel that
    stays on the context's GPU, or the context's threads, work on them, and threads of the program collect the results, each
    once. Any number of threads may do all of that at once. It keeps its context alive. After a fork the child can only give
    it up.
    """


class stream_p(ct.c_void_p):
    """A hold on a stream of a GPU: one of the context's pool, which grows and shrinks with what is held, or the program's own.
    It keeps its context alive. Pipelines take streams of the same pool.
    """


class module_p(ct.c_void_p):
    """Code of the program, loaded on a GPU. It keeps its context alive, and kernels keep it."""


class kernel_p(ct.c_void_p):
    """A kernel: of a module, or a function of the processor. It keeps its module and context alive."""


class pipeline_p(ct.c_void_p):
    """A kernel of the program that is run step after step, in order: each has a configuration block that goes to the device
    and a telemetry block that comes back, and while one is computed those of others are copied. One thread may submit steps
    while another one takes results; more wait for each other. It keeps its kernel alive. After a fork the child can only
    give it up.
    """


class ContextConfig(Struct):
    """How to make a context. All zero but struct_size is right for most programs.

    backend: A chroma2_backend.
    threads: Worker threads, at most 1024; 0: as many as the process may run at once.
    device: Place of the device in the list of chroma2_device_get_info; 0: the processor or, for cuda and auto, the first
        GPU that can be used.
    memory_limit: The most bytes of host memory that it may have in use at a time, as chroma2_context_info counts them; what
        would exceed them fails as out of memory before anything is allocated. 0: no limit.
    devices: Places of GPUs in the list of chroma2_device_get_info, each once, at most 64: sessions of the context spread
        their events over all of them, with the same results as on one. What a GPU that fails was about, another one does.
        The first is the context's own, in whose memory its queues are. NULL: see device_count. `device` is 0 with more than
        one.
    device_count: How many these are. With `devices` NULL: the first so many GPUs that can be used, UINT64_MAX for all; 0:
        the one that `device` says. Unsupported where there are fewer.
    """

    struct_size: int
    backend: int
    threads: int
    device: int
    reserved: int
    memory_limit: int
    devices: Any
    device_count: int
    _fields_ = [
        ("struct_size", size), ("backend", u32), ("threads", u32), ("device", u32), ("reserved", u32), ("memory_limit", u64),
        ("devices", p), ("device_count", u64)
    ]
    _arrays_ = {"devices": (np.uint32, 1, "device_count")}
    _enums_ = {"backend": Backend}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.ContextConfigFields]) -> None: ...


class ContextInfo(Struct):
    """What a context is and holds.

    backend: A chroma2_backend, never auto.
    threads: Worker threads.
    memory: Bytes of host memory in use: its events' (copies of their photons, and results), its committed geometries', its
        queues', and what commits and pictures need on the way.
    device: Place of its device in the list of chroma2_device_get_info; of several, the first.
    device_count: How many GPUs it has.
    device_memory: Bytes of the GPUs' memory that it holds.
    memory_limit: The most that `memory` may be; 0: no limit.
    """

    struct_size: int
    backend: int
    threads: int
    memory: int
    device: int
    device_count: int
    device_memory: int
    memory_limit: int
    _fields_ = [
        ("struct_size", size), ("backend", u32), ("threads", u32), ("memory", u64), ("device", u32), ("device_count", u32),
        ("device_memory", u64), ("memory_limit", u64)
    ]
    _enums_ = {"backend": Backend}


class Device(Struct):
    """A device.

    backend: The chroma2_backend that runs on it.
    cores: Threads that the process may run at once.
    level: A chroma2_cpu_level: that of the processor's kernels.
    name: Its name, cut to fit, NUL-terminated UTF-8.
    usable: 1: contexts can be made on it; 0: making one fails, and says why.
    compute_capability: A GPU's compute capability as 10 * major + minor (90 for 9.0). 0 for the processor, as all that
        follows.
    multiprocessors: Its multiprocessors.
    driver_version: The CUDA version of its driver as 1000 * major + 10 * minor.
    memory: Bytes of its memory.
    uuid: Its identity; zeros where the driver does not tell.
    """

    struct_size: int
    backend: int
    cores: int
    level: int
    reserved: int
    name: Any
    usable: int
    compute_capability: int
    multiprocessors: int
    driver_version: int
    memory: int
    uuid: Any
    _fields_ = [
        ("struct_size", size), ("backend", u32), ("cores", u32), ("level", u32), ("reserved", u32), ("name", ct.c_char * 128),
        ("usable", u32), ("compute_capability", u32), ("multiprocessors", u32), ("driver_version", u32), ("memory", u64),
        ("uuid", u8 * 16)
    ]
    _enums_ = {"level": CpuLevel}


class CommitConfig(Struct):
    """How to commit. All zero but struct_size is right for most programs.

    quality: A chroma2_build_quality.
    check: 1: look for what seems wrong in meshes and in how their instances lie, for chroma2_geometry_get_report and the
        log. Takes longer than the commit itself only where very many instances touch. It is done anew by each commit:
        tree_cache keeps nothing of it.
    weld_tolerance: The check takes vertices of open edges that are at most so far apart, in mm, as one vertex, and its
        report says what that changes. 0: none. Only with `check`.
    tree_cache: Folder that built trees are kept in, and nothing else, one file for each geometry and way to build; it is
        made where it is missing. A commit of a geometry that is there reads the file and builds nothing; a file that is
        damaged or of another version is replaced. Where the folder cannot be used the log warns, trees are built and the
        commit succeeds. Any number of processes may share it, and only those who may change the program's answers should be
        able to write to it. Files are never removed. The text is read during the call. NULL: none.
    """

    struct_size: int
    quality: int
    check: int
    weld_tolerance: float
    tree_cache: bytes | None
    _fields_ = [("struct_size", size), ("quality", u32), ("check", u32), ("weld_tolerance", f64), ("tree_cache", ct.c_char_p)]
    _enums_ = {"quality": BuildQuality}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.CommitConfigFields]) -> None: ...


class GeometryInfo(Struct):
    """What a geometry has. The box is one of 0 to 0 where it is empty.

    triangle_count: Triangles of all instances together.
    is_committed: 1 after the commit. The fields after it are 0 before.
    channel_count: One more than the largest channel; 0: nothing has a channel.
    memory: Bytes of host memory.
    commit_seconds: Seconds that the commit took.
    lower: Corner of lowest coordinates of a box around everything, mm.
    upper: Corner of highest coordinates, mm.
    """

    struct_size: int
    material_count: int
    surface_count: int
    mesh_count: int
    instance_count: int
    wire_plane_count: int
    triangle_count: int
    is_committed: int
    reserved: int
    channel_count: int
    memory: int
    commit_seconds: float
    lower: Any
    upper: Any
    _fields_ = [
        ("struct_size", size), ("material_count", u64), ("surface_count", u64), ("mesh_count", u64), ("instance_count", u64),
        ("wire_plane_count", u64), ("triangle_count", u64), ("is_committed", u32), ("reserved", u32), ("channel_count", u64),
        ("memory", u64), ("commit_seconds", f64), ("lower", f32 * 3), ("upper", f32 * 3)
    ]


class ReemissionConfig(Struct):
    """A component of a material that emits light again after it has absorbed some. Every table has two arrays of the same
    length, at most 1048576: values at strictly increasing wavelengths (or times), linear between them; lengths and
    probabilities are constant beyond the ends.

    absorption_wavelengths: nm; NULL with a count of 1: the same length everywhere.
    absorption_lengths: The component's own absorption length, mm. The ratio of the material's to it is its share of the
        absorptions; the last component takes what remains.
    probability_wavelengths: nm; NULL with a count of 1: the same probability everywhere.
    probabilities: Probability of emission after an absorption.
    wavelengths: nm.
    wavelength_cdf: Cumulative distribution of the emitted wavelength there, from 0 to 1; linear in between, so that the
        density is level there. (Scene files take densities too.)
    times: ns; NULL with a count of 0: emission without delay.
    time_cdf: Cumulative distribution of the delay there, from 0 to 1. A photon whose delay passes the event's time limit
        ends with CHROMA2_FLAG_TIME_LIMIT.
    delay: ns: the same delay always, added to that of time_cdf.
    decay_time: ns: the mean of an exponential delay, added to both; 0: none.
    downshift_only: 1: no photon is emitted with more energy than was absorbed. The spectrum is cut there, and nothing is
        emitted where nothing is left of it. 0: whatever was absorbed.
    mean_number: Mean number of photons, at most 1000, where light is emitted: the number is Poisson's, and where it is 0
        the light stays absorbed. The absorbed photon goes on as the first of them, the others are secondary photons
        (CHROMA2_FLAG_SECONDARY). 0: exactly one.
    """

    struct_size: int
    absorption_wavelengths: Any
    absorption_lengths: Any
    absorption_count: int
    probability_wavelengths: Any
    probabilities: Any
    probability_count: int
    wavelengths: Any
    wavelength_cdf: Any
    wavelength_count: int
    times: Any
    time_cdf: Any
    time_count: int
    delay: float
    decay_time: float
    downshift_only: int
    reserved: int
    mean_number: float
    _fields_ = [
        ("struct_size", size), ("absorption_wavelengths", p), ("absorption_lengths", p), ("absorption_count", u64),
        ("probability_wavelengths", p), ("probabilities", p), ("probability_count", u64), ("wavelengths", p), ("wavelength_cdf",
        p), ("wavelength_count", u64), ("times", p), ("time_cdf", p), ("time_count", u64), ("delay", f64), ("decay_time", f64),
        ("downshift_only", u32), ("reserved", u32), ("mean_number", f64)
    ]
    _arrays_ = {
        "absorption_wavelengths": (np.float64, 1, "absorption_count"), "absorption_lengths": (np.float64, 1,
        "absorption_count"), "probability_wavelengths": (np.float64, 1, "probability_count"), "probabilities": (np.float64, 1,
        "probability_count"), "wavelengths": (np.float64, 1, "wavelength_count"), "wavelength_cdf": (np.float64, 1,
        "wavelength_count"), "times": (np.float64, 1, "time_count"), "time_cdf": (np.float64, 1, "time_count")
    }

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.ReemissionConfigFields]) -> None: ...


class ScintillationConfig(Struct):
    """A component of a material's scintillation light. The time from the energy loss to a photon has the density exp(-t /
    decay_time) (1 - exp(-t / rise_time)), of any norm; without a rise time, exp(-t / decay_time).

    spectrum_wavelengths: Strictly increasing wavelengths in nm, above 0, spectrum_count entries.
    spectrum_values: Densities or cumulative values there.
    spectrum_count: 2 or more.
    spectrum_type: A chroma2_spectrum_type.
    decay_time: ns; 0: all at once.
    rise_time: ns; 0: none.
    fraction: Share of the material's light, of any norm; 0: 1.
    """

    struct_size: int
    spectrum_wavelengths: Any
    spectrum_values: Any
    spectrum_count: int
    spectrum_type: int
    reserved: int
    decay_time: float
    rise_time: float
    fraction: float
    _fields_ = [
        ("struct_size", size), ("spectrum_wavelengths", p), ("spectrum_values", p), ("spectrum_count", u64), ("spectrum_type",
        u32), ("reserved", u32), ("decay_time", f64), ("rise_time", f64), ("fraction", f64)
    ]
    _arrays_ = {"spectrum_wavelengths": (np.float64, 1, "spectrum_count"), "spectrum_values": (np.float64, 1, "spectrum_count")}
    _enums_ = {"spectrum_type": SpectrumType}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.ScintillationConfigFields]) -> None: ...


class MeshConfig(Struct):
    """A triangle mesh in its own frame, in mm. Seen from the outer side the vertices of a triangle run counterclockwise. All
    arrays are copied; they begin at multiples of 4, and so do entries. A mesh has at most 2^31 - 1 triangles.

    name: May be NULL, need not be unique.
    vertices: x, y, z of each vertex, of magnitude 10^7 at most.
    vertex_stride: Bytes from vertex to vertex; 0: 12.
    triangles: Three indices of vertices, from 0, of each triangle.
    triangle_stride: Bytes from triangle to triangle; 0: 12.
    inner_materials: Material on the inner side of each triangle; NULL: inner_material for all.
    outer_materials: Material on the outer side of each triangle; NULL: outer_material for all.
    surfaces: Surface of each triangle, CHROMA2_NONE for none; NULL: `surface` for all.
    inner_material: Material on the inner side of all triangles.
    outer_material: Material on the outer side of all triangles.
    has_surface: 1: all triangles have `surface`; 0: they are bare boundaries between the materials.
    surface: Surface of all triangles.
    """

    struct_size: int
    name: bytes | None
    vertices: Any
    vertex_count: int
    vertex_stride: int
    triangles: Any
    triangle_count: int
    triangle_stride: int
    inner_materials: Any
    outer_materials: Any
    surfaces: Any
    inner_material: int
    outer_material: int
    has_surface: int
    surface: int
    _fields_ = [
        ("struct_size", size), ("name", ct.c_char_p), ("vertices", p), ("vertex_count", u64), ("vertex_stride", size),
        ("triangles", p), ("triangle_count", u64), ("triangle_stride", size), ("inner_materials", p), ("outer_materials", p),
        ("surfaces", p), ("inner_material", u32), ("outer_material", u32), ("has_surface", u32), ("surface", u32)
    ]
    _arrays_ = {
        "vertices": (np.float32, 3, "vertex_count"), "triangles": (np.uint32, 3, "triangle_count"), "inner_materials":
        (np.uint32, 1, "triangle_count"), "outer_materials": (np.uint32, 1, "triangle_count"), "surfaces": (np.uint32, 1,
        "triangle_count")
    }

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.MeshConfigFields]) -> None: ...


class Instances(Struct):
    """Placed meshes as a structure of arrays of `count` entries: point = rotation * vertex + translation. All arrays are
    copied. Arrays of double begin at multiples of 8, the others at multiples of 4, and so do entries. A geometry has at
    most 2^31 - 1 instances.

    meshes: Index of the mesh of each; NULL: `mesh` for all.
    rotations: Nine numbers of each, row by row: orthonormal within 1e-4 (then made exactly so), without reflection. NULL:
        no rotation.
    rotation_stride: Bytes from rotation to rotation; 0: 72.
    translations: x, y, z of each, mm, of magnitude 10^7 at most. NULL: no translation.
    translation_stride: Bytes from translation to translation; 0: 24.
    channels: Channel that each one's detected photons count for, 0 or more; -1: none. NULL: none has one. Several may have
        one channel.
    mesh: Index of the mesh of all.
    priorities: Of two that touch or overlap, the one of higher priority counts where both are, of one priority the one of
        smaller volume. NULL: 0 for all.
    """

    struct_size: int
    count: int
    meshes: Any
    rotations: Any
    rotation_stride: int
    translations: Any
    translation_stride: int
    channels: Any
    mesh: int
    reserved: int
    priorities: Any
    _fields_ = [
        ("struct_size", size), ("count", u64), ("meshes", p), ("rotations", p), ("rotation_stride", size), ("translations", p),
        ("translation_stride", size), ("channels", p), ("mesh", u32), ("reserved", u32), ("priorities", p)
    ]
    _arrays_ = {
        "meshes": (np.uint32, 1, "count"), "rotations": (np.float64, (3, 3), "count"), "translations": (np.float64, 3, "count"),
        "channels": (np.int32, 1, "count"), "priorities": (np.uint32, 1, "count")
    }

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.InstancesFields]) -> None: ...


class WirePlane(Struct):
    """Parallel wires: cylinders along u, at v0 + k * pitch along v from the origin, for every integer k for which that lies
    within [v_min, v_max]; an end within rounding of a wire is taken to lie on it. They are met analytically, as tubes that
    are open at both ends. Lengths in mm, of magnitude 10^7 at most.

    u: Direction of the wires, a unit vector; u and v are orthonormal within 1e-4, and then made exactly so.
    v: Direction from wire to wire, a unit vector across u.
    pitch: From axis to axis; more than two radii.
    radius: 1e-6 or more.
    u_min: Where wires begin and end along u from the origin, the same for all; u_max is above u_min.
    v_min: Where axes of wires may lie along v from the origin, both ends included: at least one must. The same number twice
        is one wire there.
    v0: Where wire k = 0 lies along v, or would lie.
    has_surface: 1: the wires have `surface`; 0: they are bare.
    has_channels: 1: the wires count for channels: first_channel for that of lowest v, and channel_stride more for every
        further one.
    """

    struct_size: int
    origin: Any
    u: Any
    v: Any
    pitch: float
    radius: float
    u_min: float
    u_max: float
    v_min: float
    v_max: float
    v0: float
    inner_material: int
    outer_material: int
    has_surface: int
    surface: int
    has_channels: int
    first_channel: int
    channel_stride: int
    reserved: int
    _fields_ = [
        ("struct_size", size), ("origin", f64 * 3), ("u", f64 * 3), ("v", f64 * 3), ("pitch", f64), ("radius", f64), ("u_min",
        f64), ("u_max", f64), ("v_min", f64), ("v_max", f64), ("v0", f64), ("inner_material", u32), ("outer_material", u32),
        ("has_surface", u32), ("surface", u32), ("has_channels", u32), ("first_channel", i32), ("channel_stride", i32),
        ("reserved", u32)
    ]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.WirePlaneFields]) -> None: ...


class MeshFileConfig(Struct):
    """A mesh from a file: STL (binary or ASCII), OBJ or PLY (ASCII or binary), by the end of its name. docs/scene-format.md
    says what of them is read; what is left out is reported to the log. Faces of more than three corners are split inside
    their outline. Seen from the outer side the vertices of a triangle run counterclockwise.

    name: Name of the mesh; may be NULL, need not be unique.
    path: The file.
    scale: Length of the file's unit in mm (1000: the file is in metres); 0: 1.
    inner_material: Material on the inner side of all triangles.
    outer_material: Material on the outer side of all triangles.
    has_surface: 1: all triangles have `surface`; 0: they are bare boundaries between the materials.
    surface: Surface of all triangles.
    use_file_attributes: 1: where faces of a PLY file have the integer properties inner_material, outer_material or surface
        (-1: none), these indices are taken instead of the ones above.
    """

    struct_size: int
    name: bytes | None
    path: bytes | None
    scale: float
    inner_material: int
    outer_material: int
    has_surface: int
    surface: int
    use_file_attributes: int
    reserved: int
    _fields_ = [
        ("struct_size", size), ("name", ct.c_char_p), ("path", ct.c_char_p), ("scale", f64), ("inner_material", u32),
        ("outer_material", u32), ("has_surface", u32), ("surface", u32), ("use_file_attributes", u32), ("reserved", u32)
    ]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.MeshFileConfigFields]) -> None: ...


class GdmlConfig(Struct):
    """How a GDML file is read. All zero but struct_size is allowed, as is NULL in its place.

    chord: Largest distance in mm of meshes from the surfaces of curved solids, at most 10^7; 0: 0.05.
    ignore: What the file sets, that is not simulated and may be left out: `ignore_count` texts, each PROPERTY (of
        materials, and of surfaces as far as it is not simulated there), OBJECT.PROPERTY or the name of an optical surface.
        NULL: nothing.
    channels: Which placements have channels: `channel_count` rules, in the order of channels. A rule is a pattern, with *
        for any text and ? for any character, of paths ("/world:0/tank:0/tube*", see chroma2_geometry_get_placement_path),
        of names of logical volumes ("volume:PMT*") or of sensitive detectors ("sensdet:PMT"); placements get the next
        numbers in their order, or with "=copy" behind the pattern their copy number, with "=copy:1" that of their mother,
        and so on. NULL: all that detect have one, in their order.
    detection: A chroma2_gdml_detection.
    keep_volume: 1: radii of curved solids are such that volumes stay, the surface lying on both sides of them; 0: vertices
        lie on the surface.
    outside_files: 1: files that it includes may lie outside of its folder.
    exponential_shifters: 1: wavelength shifters emit with an exponential delay of their time constant; 0: after that time
        exactly, which is Geant4's default.
    """

    struct_size: int
    chord: float
    ignore: Any
    ignore_count: int
    channels: Any
    channel_count: int
    detection: int
    keep_volume: int
    outside_files: int
    exponential_shifters: int
    _fields_ = [
        ("struct_size", size), ("chord", f64), ("ignore", p), ("ignore_count", u64), ("channels", p), ("channel_count", u64),
        ("detection", u32), ("keep_volume", u32), ("outside_files", u32), ("exponential_shifters", u32)
    ]
    _enums_ = {"detection": GdmlDetection}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.GdmlConfigFields]) -> None: ...


class GdmlPlacement(Struct):
    """A placed volume of a file.

    position: Of the origin of its frame, mm.
    direction: Of the z axis of its frame.
    copy: Copy number of its physical volume.
    mother: Instance that it is in; CHROMA2_NONE: it is the world.
    depth: How many volumes it is in.
    mesh: Its mesh, whose name is that of the logical volume (chroma2_geometry_get_name).
    channel: -1: none.
    """

    struct_size: int
    position: Any
    direction: Any
    copy: int
    mother: int
    depth: int
    mesh: int
    channel: int
    _fields_ = [
        ("struct_size", size), ("position", f64 * 3), ("direction", f64 * 3), ("copy", i64), ("mother", u32), ("depth", u32),
        ("mesh", u32), ("channel", i32)
    ]


class GeometryReport(Struct):
    """What the commit of a geometry noticed that is no error. Of each kind the first few examples are kept: as many as the
    count says, 16 at most.

    degenerate_count: Triangles without area, counted once for each mesh. No ray meets them.
    open_edge_count: Edges that belong to one triangle only: a photon may get through there.
    inconsistent_edge_count: Edges at which windings disagree: inside and outside are swapped on one of the triangles.
    shared_edge_count: Edges of four triangles or more, in balance, such as where two bodies touch.
    welded_vertex_count: Vertices of open edges that are within weld_tolerance of another one. They are one with it in the
        counts of edges, but stay as they are otherwise.
    welded_edge_count: Edges that are not counted as open because of that.
    inverted_mesh_count: Closed meshes whose normals point inward: inner and outer material are swapped.
    touching_count: Pairs of instances that touch: light goes from one straight into the other. No fault. Of this and the
        next count together the check looks at about 2^22 pairs at most.
    overlapping_count: Pairs of instances that share space.
    misfit_count: Instances whose outer material is not the inner one of the instance around them.
    checked: 1: the commit was asked for a check. Without one all counts but those of triangles without area, materials,
        surfaces and border surfaces are 0.
    degenerate_meshes: Meshes and triangles of the first triangles without area.
    open_meshes: Meshes and triangles of the first open edges.
    inconsistent_meshes: Meshes and triangles of the first inconsistent edges.
    inverted_meshes: The first meshes with normals inward.
    touching_instances: Both instances of the first pairs that touch.
    overlapping_instances: Both instances of the first pairs that share space.
    misfit_instances: The first instances whose outer material does not fit, and what is around them.
    unused_property_count: Surfaces with a property that is not its default and changes nothing: their model does not use it
        (`detect` of a wavelength shifter, say), or it has nothing to act on (`detect` of a film that absorbs nothing). The
        log says which, and why.
    unbalanced_material_count: Materials whose reemission components do not add up: the sum of the material's absorption
        length over the components' differs from 1 by more than 0.01 somewhere. The last component takes the remainder,
        whatever its own length is.
    unused_property_surfaces: The first such surfaces.
    unbalanced_materials: The first such materials.
    unused_material_property_count: Materials with a property that is not its default and changes nothing: `mie_forward`,
        `mie_backward` or `mie_forward_ratio` without `mie_length` or for light that never goes that way, `birks_constant`
        or `resolution_scale` without `scintillation_yield`, a `scintillation_yield` without components. The log says which,
        and why.
    odd_velocity_count: Materials whose group velocity, given or made from the refractive index, is somewhere above that of
        light in vacuum or below a tenth of it. Light travels so all the same.
    unmet_border_surface_count: Border surfaces that no light can meet: their instances have no face in common, or another
        one is all around the one whose border with no instance it would be.
    unused_property_materials: The first such materials.
    odd_velocity_materials: The first such materials.
    unmet_border_surfaces: The first such border surfaces, in the order in which they were added; those of meshes are
        counted after those of instances.
    """

    struct_size: int
    degenerate_count: int
    open_edge_count: int
    inconsistent_edge_count: int
    shared_edge_count: int
    welded_vertex_count: int
    welded_edge_count: int
    inverted_mesh_count: int
    touching_count: int
    overlapping_count: int
    misfit_count: int
    checked: int
    reserved: int
    degenerate_meshes: Any
    degenerate_triangles: Any
    open_meshes: Any
    open_triangles: Any
    inconsistent_meshes: Any
    inconsistent_triangles: Any
    inverted_meshes: Any
    touching_instances: Any
    touched_instances: Any
    overlapping_instances: Any
    overlapped_instances: Any
    misfit_instances: Any
    misfit_surroundings: Any
    unused_property_count: int
    unbalanced_material_count: int
    unused_property_surfaces: Any
    unbalanced_materials: Any
    unused_material_property_count: int
    odd_velocity_count: int
    unmet_border_surface_count: int
    unused_property_materials: Any
    odd_velocity_materials: Any
    unmet_border_surfaces: Any
    _fields_ = [
        ("struct_size", size), ("degenerate_count", u64), ("open_edge_count", u64), ("inconsistent_edge_count", u64),
        ("shared_edge_count", u64), ("welded_vertex_count", u64), ("welded_edge_count", u64), ("inverted_mesh_count", u64),
        ("touching_count", u64), ("overlapping_count", u64), ("misfit_count", u64), ("checked", u32), ("reserved", u32),
        ("degenerate_meshes", u32 * 16), ("degenerate_triangles", u32 * 16), ("open_meshes", u32 * 16), ("open_triangles", u32 *
        16), ("inconsistent_meshes", u32 * 16), ("inconsistent_triangles", u32 * 16), ("inverted_meshes", u32 * 16),
        ("touching_instances", u32 * 16), ("touched_instances", u32 * 16), ("overlapping_instances", u32 * 16),
        ("overlapped_instances", u32 * 16), ("misfit_instances", u32 * 16), ("misfit_surroundings", u32 * 16),
        ("unused_property_count", u64), ("unbalanced_material_count", u64), ("unused_property_surfaces", u32 * 16),
        ("unbalanced_materials", u32 * 16), ("unused_material_property_count", u64), ("odd_velocity_count", u64),
        ("unmet_border_surface_count", u64), ("unused_property_materials", u32 * 16), ("odd_velocity_materials", u32 * 16),
        ("unmet_border_surfaces", u32 * 16)
    ]


class Rays(Struct):
    """Rays as a structure of arrays of `count` entries. Directions may have any length: distances are in mm. A ray whose
    direction is zero, or which has anything that is not a finite number, hits nothing, nor does one whose origin is 10^18
    mm away. What is hit lies ahead: a triangle or wire that the origin lies on exactly is not met, and one that it lies on
    within rounding is met or not. To go on from a hit, set the next origin off it by a few times 2^-23 of its largest
    coordinate (5 micrometres at 10 m). Addresses and strides are multiples of 4.

    origins: x, y, z of each origin, mm.
    origin_stride: Bytes from origin to origin; 0: 12.
    directions: x, y, z of each direction.
    direction_stride: Bytes from direction to direction; 0: 12.
    max_distances: How far each ray goes, its end included, mm; above 0, else nothing is hit. NULL: without limit.
    max_distance_stride: Bytes from one to the next; 0: 4.
    device: 0: these arrays and those of the hits are in host memory. Otherwise all of them are in the memory of the GPU at
        this place in the list of chroma2_device_get_info, which is that of the geometry's context, and what fills the rays
        is done (synchronize its stream). Nothing is copied then; materials, surfaces and channels can't be had.
    """

    struct_size: int
    count: int
    origins: Any
    origin_stride: int
    directions: Any
    direction_stride: int
    max_distances: Any
    max_distance_stride: int
    device: int
    reserved: int
    _fields_ = [
        ("struct_size", size), ("count", u64), ("origins", p), ("origin_stride", size), ("directions", p), ("direction_stride",
        size), ("max_distances", p), ("max_distance_stride", size), ("device", u32), ("reserved", u32)
    ]
    _arrays_ = {
        "origins": (np.float32, 3, "count"), "directions": (np.float32, 3, "count"), "max_distances": (np.float32, 1, "count")
    }
    _addressed_ = True

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.RaysFields]) -> None: ...


class RayHits(Struct):
    """Where to write what rays hit: arrays of the caller's with as many entries as there are rays, no gaps, at multiples of 4.
    NULL ones are skipped.

    distances: mm; infinity: nothing was hit.
    instances: Instance, or with CHROMA2_WIRE_BIT a wire plane; CHROMA2_NONE: nothing was hit.
    triangles: Triangle of the instance's mesh, or wire of the plane; CHROMA2_NONE: nothing was hit.
    normals: x, y, z of the unit normal in the world: on the outer side of a triangle, towards where the ray came from on a
        wire; 0: nothing was hit.
    barycentrics: Two numbers a ray: the weights of the triangle's second and third vertex at the hit, between 0 and 1; 0: a
        wire, or nothing was hit.
    inner_materials: Material on the inner side; CHROMA2_NONE: nothing was hit.
    outer_materials: Material on the outer side; CHROMA2_NONE: nothing was hit.
    surfaces: Surface to light from the outer side; CHROMA2_NONE: a bare boundary, or nothing was hit.
    channels: Channel; -1: none, or nothing was hit.
    """

    struct_size: int
    distances: Any
    instances: Any
    triangles: Any
    normals: Any
    barycentrics: Any
    inner_materials: Any
    outer_materials: Any
    surfaces: Any
    channels: Any
    _fields_ = [
        ("struct_size", size), ("distances", p), ("instances", p), ("triangles", p), ("normals", p), ("barycentrics", p),
        ("inner_materials", p), ("outer_materials", p), ("surfaces", p), ("channels", p)
    ]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.RayHitsFields]) -> None: ...


class Camera(Struct):
    """Where a picture is taken from. Lengths in mm.

    position: Where it stands.
    target: What is in the middle of the picture.
    up: What is up in the picture, not along the view; 0, 0, 0: z.
    vertical_fov: Angle between the lower and the upper edge of the picture, radians, up to 3.1; 0: 45 degrees.
    orthographic_width: Width of what is seen along parallel rays, instead of vertical_fov; 0: perspective.
    near_clip: What is nearer than this, measured along the view, is cut away.
    far_clip: What is farther than this, measured along the view, is cut away; 0: nothing.
    width: Pixels in a row; 0: 800. Width times height is at most 2^28.
    height: Rows of pixels; 0: 600.
    """

    struct_size: int
    position: Any
    target: Any
    up: Any
    vertical_fov: float
    orthographic_width: float
    near_clip: float
    far_clip: float
    width: int
    height: int
    _fields_ = [
        ("struct_size", size), ("position", f64 * 3), ("target", f64 * 3), ("up", f64 * 3), ("vertical_fov", f64),
        ("orthographic_width", f64), ("near_clip", f64), ("far_clip", f64), ("width", u32), ("height", u32)
    ]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.CameraFields]) -> None: ...


class Style(Struct):
    """How a picture is drawn. Colours are four bytes: red, green, blue (sRGB) and opacity; opacity 0 is invisible, and what is
    not opaque shows what is behind it. At most one of the arrays of triangle, surface and material colours may be given;
    without any, surfaces are told apart by colours of the library's. Channel values come before these colours for what
    belongs to a channel.

    triangle_colors: One colour for each triangle of each mesh, meshes in order; NULL: none.
    triangle_color_count: Number of colours, 4 bytes each.
    surface_colors: One colour for each surface, then one for boundaries without surface; NULL: none.
    surface_color_count: Number of colours.
    material_colors: One colour for each material, that of the one behind the boundary as seen; NULL: none.
    material_color_count: Number of colours.
    channel_values: A number for each channel, shown by a colour map; NULL: none.
    channel_value_count: Number of values; channels beyond them, and NaN, have `missing_color`.
    value_low: Value of the map's first colour.
    value_high: Value of the map's last colour; both 0: least and largest of the values.
    log_scale: 1: logarithmic; values of 0 or less have `missing_color`.
    color_map: A chroma2_color_map.
    channel_opacity: Opacity of mapped colours, 1 to 255; 0: 255.
    missing_color: Colour of channels without a value.
    background: Colour behind everything.
    flat: 1: every colour as it is; 0: surfaces seen edge-on are darker.
    max_layers: Most surfaces seen through each other, at most 1024; 0: 16.
    samples: Rays a pixel along each of its sides, at most 16; 0: 2.
    """

    struct_size: int
    triangle_colors: Any
    triangle_color_count: int
    surface_colors: Any
    surface_color_count: int
    material_colors: Any
    material_color_count: int
    channel_values: Any
    channel_value_count: int
    value_low: float
    value_high: float
    log_scale: int
    color_map: int
    channel_opacity: int
    missing_color: Any
    background: Any
    flat: int
    max_layers: int
    samples: int
    _fields_ = [
        ("struct_size", size), ("triangle_colors", p), ("triangle_color_count", u64), ("surface_colors", p),
        ("surface_color_count", u64), ("material_colors", p), ("material_color_count", u64), ("channel_values", p),
        ("channel_value_count", u64), ("value_low", f64), ("value_high", f64), ("log_scale", u32), ("color_map", u32),
        ("channel_opacity", u32), ("missing_color", u8 * 4), ("background", u8 * 4), ("flat", u32), ("max_layers", u32),
        ("samples", u32)
    ]
    _arrays_ = {
        "triangle_colors": (np.uint8, 4, "triangle_color_count"), "surface_colors": (np.uint8, 4, "surface_color_count"),
        "material_colors": (np.uint8, 4, "material_color_count"), "channel_values": (np.float32, 1, "channel_value_count")
    }
    _enums_ = {"color_map": ColorMap}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.StyleFields]) -> None: ...


class Photons(Struct):
    """Photons to submit, one array for each property. A vector is given either as interleaved triples (position) or as three
    arrays of components (position_x, position_y, position_z). A stride is the number of bytes from one photon to the next
    (0: no gaps), for all three components of a vector. Position, direction and wavelength are needed; the others may be
    NULL. In host memory addresses and strides need no alignment; a stride is at least the size of an entry (12 of triples,
    else 4).

    count: Number of photons; 0 is fine, at most 2^40.
    position: mm. Resolved to 2^-24 of their size: 0.6 micrometres at 10 m. A surface that a photon starts on is met or not,
        as rounding has it: set it off that surface, to the side it is to start on, by four times that or more.
    direction: Of any length but 0.
    polarization: Its part across the direction counts. NULL, and for a photon whose vector has no such part: random.
    wavelength: nm, in vacuum.
    time: ns, from the event's time_offset; NULL: 0. Resolved to 2^-24 of their size, 6 * 10^-6 ns at 100 ns, but 30 ns (and
        steps of 64 ns) at 10^9 ns: let time_offset carry what is common to all.
    weight: Factors of what the photon counts for in sums (detected_weight) and for a readout, 0 or more; above 1 too. NULL:
        1.
    flags: Bits of chroma2_flag to begin with; NULL: none.
    device: 0: the arrays are in host memory. Otherwise they are in the memory of the GPU at this place in the list of
        chroma2_device_get_info, which is that of the session's context; what fills them is done (synchronize its stream),
        and they are read until the event is done: `borrow` of the event's config must be 1. Addresses and strides are
        multiples of 4 then, and no steps can be recorded.
    """

    struct_size: int
    count: int
    position: Any
    position_x: Any
    position_y: Any
    position_z: Any
    position_stride: int
    direction: Any
    direction_x: Any
    direction_y: Any
    direction_z: Any
    direction_stride: int
    polarization: Any
    polarization_x: Any
    polarization_y: Any
    polarization_z: Any
    polarization_stride: int
    wavelength: Any
    wavelength_stride: int
    time: Any
    time_stride: int
    weight: Any
    weight_stride: int
    flags: Any
    flags_stride: int
    device: int
    reserved: int
    _fields_ = [
        ("struct_size", size), ("count", u64), ("position", p), ("position_x", p), ("position_y", p), ("position_z", p),
        ("position_stride", size), ("direction", p), ("direction_x", p), ("direction_y", p), ("direction_z", p),
        ("direction_stride", size), ("polarization", p), ("polarization_x", p), ("polarization_y", p), ("polarization_z", p),
        ("polarization_stride", size), ("wavelength", p), ("wavelength_stride", size), ("time", p), ("time_stride", size),
        ("weight", p), ("weight_stride", size), ("flags", p), ("flags_stride", size), ("device", u32), ("reserved", u32)
    ]
    _arrays_ = {
        "position": (np.float32, 3, "count"), "position_x": (np.float32, 1, "count"), "position_y": (np.float32, 1, "count"),
        "position_z": (np.float32, 1, "count"), "direction": (np.float32, 3, "count"), "direction_x": (np.float32, 1, "count"),
        "direction_y": (np.float32, 1, "count"), "direction_z": (np.float32, 1, "count"), "polarization": (np.float32, 3,
        "count"), "polarization_x": (np.float32, 1, "count"), "polarization_y": (np.float32, 1, "count"), "polarization_z":
        (np.float32, 1, "count"), "wavelength": (np.float32, 1, "count"), "time": (np.float32, 1, "count"), "weight":
        (np.float32, 1, "count"), "flags": (np.uint32, 1, "count")
    }
    _addressed_ = True

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.PhotonsFields]) -> None: ...


class Hits(Struct):
    """Detected photons that have a channel, in the order of their indices; one array for each property, of `count` entries
    (vectors: 3 numbers each). NULL where count is 0. Secondary photons have the index of the submitted one that they come
    from: its own hit is before theirs, which are in the order of their ids.

    channel: The channel that detected it, 0 or more.
    photon: Index in the event, of a secondary photon that of the submitted one.
    event: The event's number.
    position: mm; where it was detected.
    direction: Unit vectors, of the arriving photon.
    polarization: Unit vectors.
    time: ns, from time_offset.
    wavelength: nm, in vacuum.
    weight: Statistical weights, what absorption took off included (weight_mode of the event's config).
    flags: Bits of chroma2_flag.
    instance: Instance that was hit; with CHROMA2_WIRE_BIT: a wire plane.
    triangle: Triangle of its mesh, or wire of the plane.
    time_offset: Time in ns that the times are counted from: that of the event's config. A photon's time is time_offset +
        (double)time[i].
    id: Whose hit it is: the photon's index, or the id of a secondary one (CHROMA2_FLAG_SECONDARY), whose highest bit is
        set. It says which random numbers the photon and its readout had, and tells the secondary photons of a submitted one
        apart. NULL in geometries where an absorption gives one photon, as it does without a mean_number.
    """

    struct_size: int
    count: int
    channel: Any
    photon: Any
    event: Any
    position: Any
    direction: Any
    polarization: Any
    time: Any
    wavelength: Any
    weight: Any
    flags: Any
    instance: Any
    triangle: Any
    time_offset: float
    id: Any
    _fields_ = [
        ("struct_size", size), ("count", u64), ("channel", p), ("photon", p), ("event", p), ("position", p), ("direction", p),
        ("polarization", p), ("time", p), ("wavelength", p), ("weight", p), ("flags", p), ("instance", p), ("triangle", p),
        ("time_offset", f64), ("id", p)
    ]
    _arrays_ = {
        "channel": (np.int32, 1, "count"), "photon": (np.uint64, 1, "count"), "event": (np.uint64, 1, "count"), "position":
        (np.float32, 3, "count"), "direction": (np.float32, 3, "count"), "polarization": (np.float32, 3, "count"), "time":
        (np.float32, 1, "count"), "wavelength": (np.float32, 1, "count"), "weight": (np.float32, 1, "count"), "flags":
        (np.uint32, 1, "count"), "instance": (np.uint32, 1, "count"), "triangle": (np.uint32, 1, "count"), "id": (np.uint64, 1,
        "count")
    }


class PhotonStates(Struct):
    """End states of all submitted photons of an event, in their order: entry i is of the photon with index first_index + i.
    (Secondary photons have none: they are among the hits and in the summary.) One array for each property, of `count`
    entries (vectors: 3 numbers each). NULL where count is 0.

    position: mm.
    direction: Unit vectors.
    polarization: Unit vectors.
    time: ns, from time_offset.
    wavelength: nm, in vacuum.
    weight: Statistical weights, what absorption took off included (weight_mode of the event's config).
    flags: Bits of chroma2_flag.
    instance: Instance met last; with CHROMA2_WIRE_BIT: a wire plane; CHROMA2_NONE after an interaction in a material, and
        where none was met.
    triangle: Triangle of its mesh, wire of the plane, or CHROMA2_NONE.
    time_offset: Time in ns that the times are counted from: that of the event's config. A photon's time is time_offset +
        (double)time[i].
    """

    struct_size: int
    count: int
    position: Any
    direction: Any
    polarization: Any
    time: Any
    wavelength: Any
    weight: Any
    flags: Any
    instance: Any
    triangle: Any
    time_offset: float
    _fields_ = [
        ("struct_size", size), ("count", u64), ("position", p), ("direction", p), ("polarization", p), ("time", p),
        ("wavelength", p), ("weight", p), ("flags", p), ("instance", p), ("triangle", p), ("time_offset", f64)
    ]
    _arrays_ = {
        "position": (np.float32, 3, "count"), "direction": (np.float32, 3, "count"), "polarization": (np.float32, 3, "count"),
        "time": (np.float32, 1, "count"), "wavelength": (np.float32, 1, "count"), "weight": (np.float32, 1, "count"), "flags":
        (np.uint32, 1, "count"), "instance": (np.uint32, 1, "count"), "triangle": (np.uint32, 1, "count")
    }


class Records(Struct):
    """States of chosen photons at their start and after every step, in the order of their indices. Those of chosen photon k
    are entries offset[k] to before offset[k + 1] of the arrays of states.

    photon_count: Chosen photons.
    state_count: States of all of them together.
    photon: Index in the event, photon_count entries.
    offset: photon_count + 1 entries.
    position: As in chroma2_photon_states, state_count entries; NULL where there is none.
    time_offset: Time in ns that the times are counted from: that of the event's config. A photon's time is time_offset +
        (double)time[i].
    """

    struct_size: int
    photon_count: int
    state_count: int
    photon: Any
    offset: Any
    position: Any
    direction: Any
    polarization: Any
    time: Any
    wavelength: Any
    weight: Any
    flags: Any
    instance: Any
    triangle: Any
    time_offset: float
    _fields_ = [
        ("struct_size", size), ("photon_count", u64), ("state_count", u64), ("photon", p), ("offset", p), ("position", p),
        ("direction", p), ("polarization", p), ("time", p), ("wavelength", p), ("weight", p), ("flags", p), ("instance", p),
        ("triangle", p), ("time_offset", f64)
    ]
    _arrays_ = {
        "photon": (np.uint64, 1, "photon_count"), "offset": (np.uint64, 1, "photon_count"), "position": (np.float32, 3,
        "state_count"), "direction": (np.float32, 3, "state_count"), "polarization": (np.float32, 3, "state_count"), "time":
        (np.float32, 1, "state_count"), "wavelength": (np.float32, 1, "state_count"), "weight": (np.float32, 1, "state_count"),
        "flags": (np.uint32, 1, "state_count"), "instance": (np.uint32, 1, "state_count"), "triangle": (np.uint32, 1,
        "state_count")
    }


class DeviceHits(Struct):
    """Detected photons that have a channel, in the order of their indices, in the memory of a GPU: a column for each property,
    of `count` entries, whose stride is the number of bytes from one entry to the next. Read entry i of `time` as *(const
    float *)((const char *)time + i * time_stride), and do not rely on how the columns lie among each other: it may change.
    chroma2_photons takes columns like these: to propagate the hits further, submit them with other flags (NULL, say: those
    here say that they have ended), `borrow` 1 and the same time_offset. NULL where count is 0.

    device: Place of the GPU in the list of chroma2_device_get_info.
    channel: The channel that detected each.
    photon: Index in the event of each, of a secondary photon that of the submitted one.
    position: mm; 3 numbers each.
    direction: Unit vectors; 3 numbers each.
    polarization: Unit vectors across the direction; 3 numbers each.
    time: ns, from time_offset.
    wavelength: nm, in vacuum.
    weight: Statistical weights.
    flags: Bits of chroma2_flag.
    instance: Instance that was hit; with CHROMA2_WIRE_BIT: a wire plane.
    triangle: Triangle of its mesh, or wire of the plane.
    time_offset: Time in ns that the times are counted from: that of the event's config.
    """

    struct_size: int
    count: int
    device: int
    reserved: int
    channel: Any
    channel_stride: int
    photon: Any
    photon_stride: int
    position: Any
    position_stride: int
    direction: Any
    direction_stride: int
    polarization: Any
    polarization_stride: int
    time: Any
    time_stride: int
    wavelength: Any
    wavelength_stride: int
    weight: Any
    weight_stride: int
    flags: Any
    flags_stride: int
    instance: Any
    instance_stride: int
    triangle: Any
    triangle_stride: int
    time_offset: float
    _fields_ = [
        ("struct_size", size), ("count", u64), ("device", u32), ("reserved", u32), ("channel", p), ("channel_stride", size),
        ("photon", p), ("photon_stride", size), ("position", p), ("position_stride", size), ("direction", p),
        ("direction_stride", size), ("polarization", p), ("polarization_stride", size), ("time", p), ("time_stride", size),
        ("wavelength", p), ("wavelength_stride", size), ("weight", p), ("weight_stride", size), ("flags", p), ("flags_stride",
        size), ("instance", p), ("instance_stride", size), ("triangle", p), ("triangle_stride", size), ("time_offset", f64)
    ]
    _arrays_ = {
        "channel": (np.int32, 1, "count"), "photon": (np.uint64, 1, "count"), "position": (np.float32, 3, "count"), "direction":
        (np.float32, 3, "count"), "polarization": (np.float32, 3, "count"), "time": (np.float32, 1, "count"), "wavelength":
        (np.float32, 1, "count"), "weight": (np.float32, 1, "count"), "flags": (np.uint32, 1, "count"), "instance": (np.uint32,
        1, "count"), "triangle": (np.uint32, 1, "count")
    }
    _addressed_ = True


class EventConfig(Struct):
    """Options of an event. All zero but struct_size is right for most programs.

    seed: With event_id and the photons' indices, decides every random number: events of the same seed, event_id and indices
        get the same ones. Give each event an event_id of its own.
    event_id: Number of the event. 0, as seed, where the session numbers its events (number_events of its config).
    first_index: Index in the event of the first photon. An event may be submitted in parts, by several threads or programs:
        the union of the results is that of the whole.
    max_steps: Steps, of a secondary photon those of its ancestors included, after which a photon ends with
        CHROMA2_FLAG_STEP_LIMIT; 0: 1000.
    weight_mode: A chroma2_weight_mode; 0: photons are absorbed.
    max_time: Time in ns, from time_offset, after which a photon ends with CHROMA2_FLAG_TIME_LIMIT (see there for delayed
        reemissions); what happens at this very time still does. 0: none.
    scatter_first: On the first step: 1 forces a scatter, -1 forbids one, and the weight is multiplied by the probability of
        that, with any weight_mode; 0 leaves it to chance.
    want: Bits of chroma2_want; 0: hits.
    borrow: 1: the photons' arrays are not copied and must stay as they are until the event is done, also where it is
        cancelled or its handle is destroyed before. Photons of a source or of steps, which have no arrays, are made in any
        case: 1 changes nothing for them.
    no_wait: 1: a full queue makes the submission fail as a timeout, rather than wait for room (at most submit_timeout_ns).
    record_first: Number of photons, from the submission's first one on, whose steps are recorded.
    record_indices: Further photons to record, by their index in the event; copied.
    record_count: Entries of record_indices.
    on_done: May be NULL.
    on_progress: May be NULL.
    user: Given to all callbacks.
    time_offset: Time in ns that all times of the event are counted from: those of its photons or its source, max_time, and
        those of its results, which give it back. So an event at 10^9 ns keeps what lies picoseconds apart, which times of
        32 bits alone would round to 64 ns. Nothing else depends on it.
    velocity: A chroma2_velocity; 0: the group velocity.
    placement: A chroma2_placement: where the event is propagated. 0: as the session's says.
    priority: From -2 to 2; higher ones first, 0 for most events. Worker threads, of a processor and of a GPU, take the next
        part of an event of the highest priority, in turn among equals, and what runs on a GPU is not interrupted. A
        submission that waits for room goes before those of lower ones. So that nothing waits for ever, what waits gets one
        turn in 17 at least, whatever its priority is. Results do not depend on it.
    reserved_2: 0.
    submit_timeout_ns: Nanoseconds that the submission waits for room in a full queue, after which it fails as a timeout and
        nothing is submitted; 0: for ever. Not with no_wait.
    on_hits: May be NULL. Hits that `want` does not name are given up after the call, so that an event of any size takes
        little memory; where it names them, calls take no memory of their own.
    tag: The program's own number for the event, given back by chroma2_event_get_info: also of an event that
        chroma2_session_restore has brought back. Nothing depends on it.
    keep_light: 1: the photons, or the steps that make them, stay with the event until it is destroyed, for
        chroma2_event_replay. An event of one source can be replayed in any case. Not with borrow.
    reserved_3: 0.
    submit_turn: May be NULL. For a submission that waits for room by several calls of a submit_timeout_ns each, so that it
        can be given up in between, and keeps its place among those that wait: 0 at first; a call that ends as a timeout
        after it has waited writes its place there, with which the next one, of the same session and priority, goes on from
        it.
    """

    struct_size: int
    seed: int
    event_id: int
    first_index: int
    max_steps: int
    weight_mode: int
    max_time: float
    scatter_first: int
    want: int
    borrow: int
    no_wait: int
    reserved: int
    record_first: int
    record_indices: Any
    record_count: int
    on_done: Any
    on_progress: Any
    user: Any
    time_offset: float
    velocity: int
    placement: int
    priority: int
    reserved_2: int
    submit_timeout_ns: int
    on_hits: Any
    tag: int
    keep_light: int
    reserved_3: int
    submit_turn: Any
    _fields_ = [
        ("struct_size", size), ("seed", u64), ("event_id", u64), ("first_index", u64), ("max_steps", u32), ("weight_mode", u32),
        ("max_time", f32), ("scatter_first", i32), ("want", u32), ("borrow", u32), ("no_wait", u32), ("reserved", u32),
        ("record_first", u64), ("record_indices", p), ("record_count", u64), ("on_done", p), ("on_progress", p), ("user", p),
        ("time_offset", f64), ("velocity", u32), ("placement", u32), ("priority", i32), ("reserved_2", u32),
        ("submit_timeout_ns", u64), ("on_hits", p), ("tag", u64), ("keep_light", u32), ("reserved_3", u32), ("submit_turn", p)
    ]
    _arrays_ = {"record_indices": (np.uint64, 1, "record_count")}
    _enums_ = {"weight_mode": WeightMode, "want": Want, "velocity": Velocity, "placement": Placement}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.EventConfigFields]) -> None: ...


class Telemetry(Struct):
    """What a session did and has to do. Its parts are read one after another: while events run they may differ by what ends
    meanwhile; after a drain they agree.

    events_queued: Events submitted and not finished.
    photons_queued: Their photons.
    events_done: Events finished, cancelled and failed ones included.
    photons_done: Photons of those that came to their end.
    busy_seconds: Seconds during which there was an unfinished event.
    photons_per_second: photons_done / busy_seconds; 0 before the first event.
    events_queued_max: The most events that were unfinished at a time.
    photons_queued_max: The most photons that unfinished events had together.
    events_succeeded: Events that ended with results.
    events_cancelled: Events that were cancelled.
    events_failed: Events that failed.
    events_merged: Events that were run together with others, as one.
    processor_parts: Parts of events that the processor ran.
    processor_photons: Photons of these that came to their end, those of unfinished events included.
    device_parts: Parts of events that a GPU ran.
    device_photons: Photons of these that came to their end, those of unfinished events included.
    random_numbers: Random numbers that all these photons used: a measure of their steps, which are not counted.
    hits: Hits among them.
    window_seconds: Seconds that the next three are of: the last 10 to 11, or all since the session was made.
    window_photons_per_second: Photons a second that came to their end, of parts that were done during these.
    window_random_numbers_per_second: Random numbers a second, likewise.
    window_hits_per_second: Hits a second, likewise.
    queue_seconds: Seconds by the host's clock, of all threads together, that events waited from their submission until a
        thread took their first part. Of events of one part and fewer than 128 photons on the processor, one in 16 is
        measured for this and the next five, and counts 16 times.
    upload_seconds: Seconds that photons were gathered or made, and sent to a GPU as far as a thread had a part in that.
    propagate_seconds: Seconds that photons were propagated. Of a GPU: from its work having been put on its way until its
        tally was there, so waiting for other slices and the tally are included.
    tally_seconds: Seconds that the processor counted end states and packed hits.
    download_seconds: Seconds that results were brought from a GPU.
    join_seconds: Seconds that results of parts were joined.
    callback_seconds: Seconds in on_done, on_progress and on_hits of all events, which are in no other stage's.
    device_upload_seconds: Seconds by the GPU's own clock that it received or made photons of steps, in slices that were run
        with device_timing or during a trace; as the next two. A slice that waits for room beside another one counts that
        too. A small event that the resident kernel takes has no such times.
    device_propagate_seconds: Seconds that it propagated photons, and made those of sources.
    device_tally_seconds: Seconds that it counted end states and packed hits.
    bytes_to_device: Bytes of photons, sources and steps sent to a GPU.
    bytes_to_host: Bytes of results brought from a GPU, or written by it to the host's memory.
    submit_waits: Submissions that waited for room (max_queued_photons, max_queued_events), those that gave up included.
    submit_wait_seconds: Seconds that they waited, together.
    latency_seconds: Seconds from the submission of events to their end, without on_done, of all events together.
    latency_histogram: Events by that time: entry 0: up to 1 microsecond; entry i: above 2^(i - 1) and up to 2^i
        microseconds; the last one: all above 2^30. They add up to all events that ended.
    memory: Bytes of host memory in use by the session's context, as chroma2_context_info counts them.
    memory_max: The most of these so far.
    device_memory: Bytes of the GPU's memory that the context holds.
    device_memory_max: The most of these so far.
    trace_records: Records that traces of the session have kept.
    trace_lost_records: Records that were lost since there was no room for them, or for those that came after them.
    events_waiting: Submissions that wait for room now, which are not among events_queued yet. A batch counts as one.
    photons_waiting: Their photons.
    secondaries: Photons that absorptions gave beside their first ones, of parts that were run, replays included. Counts of
        hits and random numbers include theirs, counts of photons do not.
    """

    struct_size: int
    events_queued: int
    photons_queued: int
    events_done: int
    photons_done: int
    busy_seconds: float
    photons_per_second: float
    events_queued_max: int
    photons_queued_max: int
    events_succeeded: int
    events_cancelled: int
    events_failed: int
    events_merged: int
    processor_parts: int
    processor_photons: int
    device_parts: int
    device_photons: int
    random_numbers: int
    hits: int
    window_seconds: float
    window_photons_per_second: float
    window_random_numbers_per_second: float
    window_hits_per_second: float
    queue_seconds: float
    upload_seconds: float
    propagate_seconds: float
    tally_seconds: float
    download_seconds: float
    join_seconds: float
    callback_seconds: float
    device_upload_seconds: float
    device_propagate_seconds: float
    device_tally_seconds: float
    bytes_to_device: int
    bytes_to_host: int
    submit_waits: int
    submit_wait_seconds: float
    latency_seconds: float
    latency_histogram: Any
    memory: int
    memory_max: int
    device_memory: int
    device_memory_max: int
    trace_records: int
    trace_lost_records: int
    events_waiting: int
    photons_waiting: int
    secondaries: int
    _fields_ = [
        ("struct_size", size), ("events_queued", u64), ("photons_queued", u64), ("events_done", u64), ("photons_done", u64),
        ("busy_seconds", f64), ("photons_per_second", f64), ("events_queued_max", u64), ("photons_queued_max", u64),
        ("events_succeeded", u64), ("events_cancelled", u64), ("events_failed", u64), ("events_merged", u64),
        ("processor_parts", u64), ("processor_photons", u64), ("device_parts", u64), ("device_photons", u64), ("random_numbers",
        u64), ("hits", u64), ("window_seconds", f64), ("window_photons_per_second", f64), ("window_random_numbers_per_second",
        f64), ("window_hits_per_second", f64), ("queue_seconds", f64), ("upload_seconds", f64), ("propagate_seconds", f64),
        ("tally_seconds", f64), ("download_seconds", f64), ("join_seconds", f64), ("callback_seconds", f64),
        ("device_upload_seconds", f64), ("device_propagate_seconds", f64), ("device_tally_seconds", f64), ("bytes_to_device",
        u64), ("bytes_to_host", u64), ("submit_waits", u64), ("submit_wait_seconds", f64), ("latency_seconds", f64),
        ("latency_histogram", u64 * 32), ("memory", u64), ("memory_max", u64), ("device_memory", u64), ("device_memory_max",
        u64), ("trace_records", u64), ("trace_lost_records", u64), ("events_waiting", u64), ("photons_waiting", u64),
        ("secondaries", u64)
    ]


class SessionConfig(Struct):
    """How to make a session. All zero but struct_size is right for most programs.

    max_queued_photons: Most photons that unfinished events may have together: a submission above it waits for room, or
        fails as a timeout where the event's no_wait is 1, its submit_timeout_ns is over, or a callback submits. Those that
        wait go in by priority, and by turns among equals. An event that alone has more is taken when there is no other. 0:
        no limit.
    chunk_photons: Photons that a thread takes at a time, at most 1048576; 0: chosen by the library. Results do not depend
        on it.
    placement: A chroma2_placement: where events are propagated that do not say so. 0: as CHROMA2_PLACEMENT in the
        environment says ("auto", "processor" or "device"), else where each is done first.
    max_queued_events: Most unfinished events, as max_queued_photons; 0: no limit.
    telemetry_interval_ms: Milliseconds between calls of on_telemetry; 0: 1000.
    device_timing: 1: a GPU measures with its own clock how long its stages take (chroma2_telemetry); it does so during a
        trace in any case. On the processor this changes nothing.
    on_telemetry: May be NULL. Called until the session is destroyed: once chroma2_session_destroy returns it is not running
        and will not be called again, unless it was the one who called that.
    telemetry_user: Given to it.
    number_events: 1: the session gives its events their numbers, one after another in the order in which submissions are
        taken in (a batch takes as many as it has events), and its seed; seed and event_id of an event's config are 0 then,
        and chroma2_event_get_info tells what it got. chroma2_session_checkpoint saves the next one.
    seed: Of its events, where number_events is 1.
    first_event_id: Number of the first event, where number_events is 1.
    """

    struct_size: int
    max_queued_photons: int
    chunk_photons: int
    placement: int
    max_queued_events: int
    telemetry_interval_ms: int
    device_timing: int
    on_telemetry: Any
    telemetry_user: Any
    number_events: int
    reserved: int
    seed: int
    first_event_id: int
    _fields_ = [
        ("struct_size", size), ("max_queued_photons", u64), ("chunk_photons", u32), ("placement", u32), ("max_queued_events",
        u64), ("telemetry_interval_ms", u32), ("device_timing", u32), ("on_telemetry", p), ("telemetry_user", p),
        ("number_events", u32), ("reserved", u32), ("seed", u64), ("first_event_id", u64)
    ]
    _enums_ = {"placement": Placement}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.SessionConfigFields]) -> None: ...


class Source(Struct):
    """A photon source. All zero but struct_size and wavelength is an isotropic point at the origin.

    count: Number of photons; 0 is fine, at most 2^40.
    type: A chroma2_source_type.
    polarized: A chroma2_source_polarization.
    position: mm. A surface that it lies on is met or not, as rounding has it.
    end: mm; lines only.
    direction: Axis, of any length; all zero: isotropic, not for beams.
    half_angle: Photons go evenly in solid angle between inner_half_angle and half_angle around the axis, radians up to pi;
        both 0: along it. Not without an axis.
    radius: mm, of a disk; beams only; 0: a point.
    time: ns, from the event's time_offset. Times of photons are single precision: resolved to 2^-24 of their size.
    time_spread: Standard deviation of a Gaussian around the time, ns; 0: none.
    end_time: ns, from the event's time_offset; lines only.
    polarization: Of any length; for CHROMA2_SOURCE_POLARIZATION_ALONG only.
    wavelength: The wavelength in nm, where spectrum_count is 0.
    wavelength_end: Wavelengths evenly from `wavelength` to this one, nm; 0: `wavelength` alone.
    spectrum_wavelengths: Strictly increasing wavelengths in nm, above 0, spectrum_count entries; copied.
    spectrum_values: Densities or cumulative values there.
    spectrum_count: 2 or more; 0: no spectrum.
    spectrum_type: A chroma2_spectrum_type.
    flags: Bits of chroma2_flag to begin with, none of them terminal.
    weight: Weight of each photon, 0 or more; 0: 1.
    """

    struct_size: int
    count: int
    type: int
    polarized: int
    position: Any
    end: Any
    direction: Any
    half_angle: float
    inner_half_angle: float
    radius: float
    time: float
    time_spread: float
    end_time: float
    polarization: Any
    wavelength: float
    wavelength_end: float
    spectrum_wavelengths: Any
    spectrum_values: Any
    spectrum_count: int
    spectrum_type: int
    flags: int
    weight: float
    _fields_ = [
        ("struct_size", size), ("count", u64), ("type", u32), ("polarized", u32), ("position", f64 * 3), ("end", f64 * 3),
        ("direction", f64 * 3), ("half_angle", f64), ("inner_half_angle", f64), ("radius", f64), ("time", f64), ("time_spread",
        f64), ("end_time", f64), ("polarization", f64 * 3), ("wavelength", f64), ("wavelength_end", f64),
        ("spectrum_wavelengths", p), ("spectrum_values", p), ("spectrum_count", u64), ("spectrum_type", u32), ("flags", u32),
        ("weight", f64)
    ]
    _arrays_ = {"spectrum_wavelengths": (np.float64, 1, "spectrum_count"), "spectrum_values": (np.float64, 1, "spectrum_count")}
    _enums_ = {"type": SourceType, "polarized": SourcePolarization, "spectrum_type": SpectrumType, "flags": Flag}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.SourceFields]) -> None: ...


class Steps(Struct):
    """A list of steps, in the order of their photons: photon k of all steps together has the index first_index + k in the
    event, whichever part of them is submitted.

    records: `count` of them; read during the call.
    count: At most 2147483647.
    record_size: Bytes from one record to the next, sizeof(chroma2_step) of the program; 0: that of this library.
    spectra: `spectrum_count` of them, or NULL; read during the call.
    spectrum_size: Bytes from one spectrum to the next, sizeof(chroma2_step_spectrum) of the program; 0: that of this
        library.
    wavelength_min: Shortest wavelength of Cherenkov light, nm, for steps that say nothing of their own; both 0: the first
        and last wavelengths of the material's refractive_index, which must not be the same everywhere then.
    wavelength_max: Longest one.
    first_photon: Place of the first photon to submit, among those of all steps.
    photon_count: Photons from there on; 0: all of these, so what has none is not to be submitted.
    """

    struct_size: int
    records: Any
    count: int
    record_size: int
    spectra: Any
    spectrum_count: int
    spectrum_size: int
    wavelength_min: float
    wavelength_max: float
    first_photon: int
    photon_count: int
    _fields_ = [
        ("struct_size", size), ("records", p), ("count", u64), ("record_size", size), ("spectra", p), ("spectrum_count", u64),
        ("spectrum_size", size), ("wavelength_min", f64), ("wavelength_max", f64), ("first_photon", u64), ("photon_count", u64)
    ]
    _arrays_ = {"records": (STEP, 1, "count"), "spectra": (STEP_SPECTRUM, 1, "spectrum_count")}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.StepsFields]) -> None: ...


class Batch(Struct):
    """Many events: their photons are of sources, one for each; or of arrays or of steps, in which `offsets` says which ones
    each event has. One of the three is given.

    count: Number of events.
    sources: One source for each event; else NULL.
    source_size: Bytes between two of them; 0: sizeof(chroma2_source) of this version.
    photons: The photons of all events; else NULL.
    steps: The steps of all events, without first_photon and photon_count; else NULL.
    offsets: Of photons or steps: the first one of each event, and the number of all at the end: count + 1 entries that
        begin with 0 and never fall. NULL with sources.
    event_ids: Numbers of the events; NULL: config->event_id, and each the next (2^64 - 1 is followed by 0). NULL, as the
        seeds, where the session numbers its events.
    seeds: Their seeds; NULL: config->seed for all.
    """

    struct_size: int
    count: int
    sources: Any
    source_size: int
    photons: Any
    steps: Any
    offsets: Any
    event_ids: Any
    seeds: Any
    _fields_ = [
        ("struct_size", size), ("count", u64), ("sources", p), ("source_size", size), ("photons", p), ("steps", p), ("offsets",
        p), ("event_ids", p), ("seeds", p)
    ]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.BatchFields]) -> None: ...


class BatchResults(Struct):
    """What the events of a batch give.

    count: Number of events.
    hit_offsets: Place of the first hit of each event in the arrays of chroma2_event_get_hits, and the number of all hits at
        the end: count + 1 entries. They belong to the event and are valid until it is destroyed.
    """

    struct_size: int
    count: int
    hit_offsets: Any
    _fields_ = [("struct_size", size), ("count", u64), ("hit_offsets", p)]


class StepCountConfig(Struct):
    """What decides the random numbers of chroma2_session_count_steps.

    event_id: Number of the event.
    first_step: Number of the list's first step in the event, where its steps are counted in parts.
    """

    struct_size: int
    seed: int
    event_id: int
    first_step: int
    _fields_ = [("struct_size", size), ("seed", u64), ("event_id", u64), ("first_step", u64)]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.StepCountConfigFields]) -> None: ...


class EventProgress(Struct):
    """How far an event is.

    done: 1 when it is finished (its callback has returned), else 0.
    photons: Photons submitted.
    photons_done: Photons that came to their end.
    elapsed_ns: Nanoseconds since the submission; of a finished event, until its end.
    """

    struct_size: int
    done: int
    reserved: int
    photons: int
    photons_done: int
    elapsed_ns: int
    _fields_ = [
        ("struct_size", size), ("done", u32), ("reserved", u32), ("photons", u64), ("photons_done", u64), ("elapsed_ns", u64)
    ]


class Summary(Struct):
    """The summary of an event. Each photon is in exactly one of the terminal counts (of its lowest terminal flag, where it was
    submitted with several): with `unfinished` they add up to `photons` and `secondaries`. The counts are of photons,
    whatever their weights are. Where weights carry probabilities (weight_mode, scatter_first), the expected number of
    detections is detected_weight, or hit_weight; surface_detect and `hits` only say of how many photons these are sums.

    unfinished: Photons that a cancelled event did not get to; else 0.
    hits: Detected photons that have a channel.
    random_numbers: Random numbers used.
    detected_weight: Sum of the weights of the photons in surface_detect, in fixed point (2^-48), so that it does not depend
        on any order; weights above 2^38 count as that.
    hit_weight: Sum of the weights of the hits, likewise.
    medium_changes: Legs of the photons that began in one material and ended in another: 0 where the geometry is right;
        chroma2_session_get_medium_changes says which.
    secondaries: Photons that absorptions gave beside their first ones (mean_number of chroma2_reemission_config,
        CHROMA2_SURFACE_PROPERTY_MEAN_NUMBER): in the terminal counts, `hits` and all sums too.
    """

    struct_size: int
    photons: int
    no_hit: int
    bulk_absorb: int
    surface_detect: int
    surface_absorb: int
    step_limit: int
    time_limit: int
    nan_abort: int
    unfinished: int
    hits: int
    random_numbers: int
    detected_weight: float
    hit_weight: float
    medium_changes: int
    secondaries: int
    _fields_ = [
        ("struct_size", size), ("photons", u64), ("no_hit", u64), ("bulk_absorb", u64), ("surface_detect", u64),
        ("surface_absorb", u64), ("step_limit", u64), ("time_limit", u64), ("nan_abort", u64), ("unfinished", u64), ("hits",
        u64), ("random_numbers", u64), ("detected_weight", f64), ("hit_weight", f64), ("medium_changes", u64), ("secondaries",
        u64)
    ]


class EventInfo(Struct):
    """What an event was submitted as.

    seed: Its seed; of a batch, that of its config, or of its session.
    event_id: Its number; of a batch, that of its config, or what its session has given to the first of its events.
    first_index: Index of its first photon; of a batch, of the first photon of each event.
    photons: Its photons; of a batch, those of all events.
    events: 1; of a batch, the number of its events.
    tag: The program's own number for it.
    """

    struct_size: int
    seed: int
    event_id: int
    first_index: int
    photons: int
    events: int
    tag: int
    _fields_ = [
        ("struct_size", size), ("seed", u64), ("event_id", u64), ("first_index", u64), ("photons", u64), ("events", u64),
        ("tag", u64)
    ]


class MediumChanges(Struct):
    """How often a leg of a photon (its way between two interactions) began in one material and ended at a surface that has
    another on that side, by materials and instances, over all events of a session. A right geometry has none; else volumes
    overlap, a mesh is inside out, there is a gap between volumes that should touch, or a material is wrong. A leg that
    meets nothing does not count, nor does a photon's first one.

    total: Written: legs, those of all entries and the unlisted ones.
    unlisted: Written: legs whose materials and instances have no entry because there are too many.
    count: Written: entries that there are, at most 1024.
    capacity: Entries that each array below has room for; the first ones are written, the most frequent first.
    material_begin: Arrays to be written to; each may be NULL. The material in which the leg began.
    material_end: The material on the side of the surface at which it ended.
    instance_begin: The instance at whose surface it began; with CHROMA2_WIRE_BIT: a wire plane; CHROMA2_NONE: it began
        where the photon scattered or was emitted again.
    instance_end: The instance at whose surface it ended; with CHROMA2_WIRE_BIT: a wire plane.
    legs: Legs of the entry.
    """

    struct_size: int
    total: int
    unlisted: int
    count: int
    capacity: int
    material_begin: Any
    material_end: Any
    instance_begin: Any
    instance_end: Any
    legs: Any
    _fields_ = [
        ("struct_size", size), ("total", u64), ("unlisted", u64), ("count", u64), ("capacity", u64), ("material_begin", p),
        ("material_end", p), ("instance_begin", p), ("instance_end", p), ("legs", p)
    ]
    _arrays_ = {
        "material_begin": (np.uint32, 1, "capacity"), "material_end": (np.uint32, 1, "capacity"), "instance_begin": (np.uint32,
        1, "capacity"), "instance_end": (np.uint32, 1, "capacity"), "legs": (np.uint64, 1, "capacity")
    }


class TraceConfig(Struct):
    """How to trace. All zero but struct_size is right for most programs.

    capacity: Records that are kept in memory, about 100 bytes each, at most 16777216; 0: 65536. With a file those that are
        not written yet, else the last ones. Where there are more some are lost, which chroma2_telemetry tells.
    name: What the trace calls the process, UTF-8; NULL: "libchroma2".
    deterministic: 1: records have no times and no threads, and stand in the order of (event, part, stage): two runs of the
        same events give the same file, byte for byte, with any number of threads if chunk_photons is given. All are kept in
        memory until the trace is stopped, or saved.
    """

    struct_size: int
    capacity: int
    name: bytes | None
    deterministic: int
    reserved: int
    _fields_ = [("struct_size", size), ("capacity", u64), ("name", ct.c_char_p), ("deterministic", u32), ("reserved", u32)]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.TraceConfigFields]) -> None: ...


class EventFunctions(Struct):
    """Functions of an event that goes on from a checkpoint, as those of chroma2_event_config.

    on_done: May be NULL.
    on_progress: May be NULL.
    on_hits: May be NULL; not of a batch.
    user: Given to all of them.
    """

    struct_size: int
    on_done: Any
    on_progress: Any
    on_hits: Any
    user: Any
    _fields_ = [("struct_size", size), ("on_done", p), ("on_progress", p), ("on_hits", p), ("user", p)]


class DaqConfig(Struct):
    """How to make a chroma2_daq. All zero but struct_size: hits at all times count.

    window_start: Hits count whose times, their event's time_offset and delays included, are at window_start or later and
        before window_end; ns, either may be infinite; both 0: at all times.
    """

    struct_size: int
    window_start: float
    window_end: float
    _fields_ = [("struct_size", size), ("window_start", f64), ("window_end", f64)]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.DaqConfigFields]) -> None: ...


class ChannelType(Struct):
    """How the channels of a type answer to a hit. All zero but struct_size: every hit counts, without delay, as one
    photoelectron, and any hit fires the channel. Distributions are copied.

    times: Strictly increasing delays in ns, time_count entries, 2 to 1048576; they are added to the times of hits, and may
        be below 0.
    time_cdf: Cumulative distribution there, from 0 to 1, linear between the delays.
    time_count: 0: no delay.
    charges: Strictly increasing charges in photoelectrons, of magnitude 10^6 at most, charge_count entries, 2 to 1048576.
    charge_cdf: Cumulative distribution there, from 0 to 1, linear between the charges.
    charge_count: 0: every hit has a charge of 1.
    efficiency: A hit counts with this probability, 0 to 1, times its weight; 0: 1. A product of 1 or more is certainty: a
        hit counts once at most, whatever its weight is, so weights above 1 / efficiency lose what is above.
    threshold: A channel fires when hits count and its charge is this many photoelectrons or more; of magnitude 10^6 at
        most.
    """

    struct_size: int
    times: Any
    time_cdf: Any
    time_count: int
    charges: Any
    charge_cdf: Any
    charge_count: int
    efficiency: float
    threshold: float
    _fields_ = [
        ("struct_size", size), ("times", p), ("time_cdf", p), ("time_count", u64), ("charges", p), ("charge_cdf", p),
        ("charge_count", u64), ("efficiency", f64), ("threshold", f64)
    ]
    _arrays_ = {
        "times": (np.float64, 1, "time_count"), "time_cdf": (np.float64, 1, "time_count"), "charges": (np.float64, 1,
        "charge_count"), "charge_cdf": (np.float64, 1, "charge_count")
    }

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.ChannelTypeFields]) -> None: ...


class ChannelHits(Struct):
    """What channels saw: arrays of channel_count entries by channel, and the list of those that fired. NULL where they would
    have no entry.

    time: Earliest time in ns of the hits that count, their event's time_offset and delays included (at 10^9 ns a double
        resolves 10^-7 ns); infinite where there is none.
    charge: Sum of their charges in photoelectrons, in fixed point (2^-20 each).
    flags: Union of their bits of chroma2_flag.
    hits: Their number.
    fired: 1 where the channel fired, else 0.
    fired_channels: The channels that fired, ascending; fired_count entries.
    """

    struct_size: int
    channel_count: int
    time: Any
    charge: Any
    flags: Any
    hits: Any
    fired: Any
    fired_count: int
    fired_channels: Any
    _fields_ = [
        ("struct_size", size), ("channel_count", u64), ("time", p), ("charge", p), ("flags", p), ("hits", p), ("fired", p),
        ("fired_count", u64), ("fired_channels", p)
    ]
    _arrays_ = {
        "time": (np.float64, 1, "channel_count"), "charge": (np.float64, 1, "channel_count"), "flags": (np.uint32, 1,
        "channel_count"), "hits": (np.uint32, 1, "channel_count"), "fired": (np.uint8, 1, "channel_count"), "fired_channels":
        (np.int32, 1, "fired_count")
    }


class QueueView(Struct):
    """A queue as kernels see it, given to them by value: for chroma2::Queue of chroma2/device_queue.cuh. Addresses are the
    device's; of the CPU backend, the host's.

    control: CHROMA2_QUEUE_CONTROL_BYTES bytes of counters.
    turns: A word for each slot.
    items: The slots, each of item_size bytes rounded up to a multiple of 4.
    capacity: A power of two.
    item_size: Bytes of an item.
    """

    struct_size: int
    control: Any
    turns: Any
    items: Any
    capacity: int
    capacity_log2: int
    item_size: int
    _fields_ = [
        ("struct_size", size), ("control", p), ("turns", p), ("items", p), ("capacity", u64), ("capacity_log2", u32),
        ("item_size", u32)
    ]


class QueueConfig(Struct):
    """How to make a queue.

    capacity: Items that it must hold, 1 to 2^30; the next power of two is made.
    item_size: Bytes of an item, 4 to 256.
    name: What it is called in chroma2_queue_info, UTF-8 of at most 63 bytes; NULL: "".
    """

    struct_size: int
    capacity: int
    item_size: int
    reserved: int
    name: bytes | None
    _fields_ = [("struct_size", size), ("capacity", u64), ("item_size", u32), ("reserved", u32), ("name", ct.c_char_p)]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.QueueConfigFields]) -> None: ...


class QueueInfo(Struct):
    """What a queue is.

    capacity: Items that it holds.
    asked_capacity: Items that were asked for.
    item_size: Bytes of an item.
    device: Place of its device in the list of chroma2_device_get_info.
    memory: Bytes of that device's memory.
    view_version: CHROMA2_QUEUE_VIEW_VERSION of the library.
    name: Its name, NUL-terminated.
    """

    struct_size: int
    capacity: int
    asked_capacity: int
    item_size: int
    device: int
    memory: int
    view_version: int
    reserved: int
    name: Any
    _fields_ = [
        ("struct_size", size), ("capacity", u64), ("asked_capacity", u64), ("item_size", u32), ("device", u32), ("memory", u64),
        ("view_version", u32), ("reserved", u32), ("name", ct.c_char * 64)
    ]


class QueueStats(Struct):
    """What happened to a queue since it was made or reset, by the host and by kernels.

    length: Items in it, as chroma2_queue_get_length counts them.
    pushes: Items that were pushed.
    pops: Items that were popped or drained.
    refused_full: Items for which a push found no room, and those that a pop did not find; an operation that waits counts
        them as often as it tries.
    high_water: Most items that were in it at once. On a GPU, what others popped while a push was under way may be counted
        as well.
    mismatched: Operations that were refused because their items had another size.
    """

    struct_size: int
    length: int
    pushes: int
    pops: int
    refused_full: int
    refused_empty: int
    high_water: int
    mismatched: int
    _fields_ = [
        ("struct_size", size), ("length", u64), ("pushes", u64), ("pops", u64), ("refused_full", u64), ("refused_empty", u64),
        ("high_water", u64), ("mismatched", u64)
    ]


class QueueBatch(Struct):
    """Items, one after another without gaps, at any address.

    data: The first item: read by a push, written by a pop. May be NULL where count is 0.
    count: Number of items.
    item_size: Bytes of an item, those of the queue's; 0: not checked.
    device: 0: host memory. Otherwise the memory of the GPU at this place in the list of chroma2_device_get_info, which is
        that of the queue; what fills it is done (synchronize its stream), unless the operation is put on that stream.
    """

    struct_size: int
    data: Any
    count: int
    item_size: int
    device: int
    _fields_ = [("struct_size", size), ("data", p), ("count", u64), ("item_size", u32), ("device", u32)]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.QueueBatchFields]) -> None: ...


class QueueResult(ct.Structure):
    """What an operation on a stream did: 24 bytes of the GPU's memory, or of pinned host memory. Its size and fields will not
    change.

    transferred: Items transferred, from the batch's begin.
    refused: 1: the queue was full, or empty, before the rest; 0: there is no rest, or others came in between and it can be
        tried at once.
    serial: The caller's number, written last: with a number that was not there before, a thread of the host can wait for it
        in pinned memory.
    """

    transferred: int
    refused: int
    serial: int
    _fields_ = [("transferred", u64), ("refused", u64), ("serial", u64)]


class PersistentOptions(Struct):
    """How to run. All zero but struct_size is right for most programs.

    max_iterations: Iterations with items after which a worker leaves; 0: no limit.
    idle_threshold: Looks in a row without an item after which a worker leaves, whatever others still have in flight; 0:
        workers leave when nothing is outstanding.
    spawn_interval: Every n-th item taken from active since the begin of the run goes to spawn: with 5, the 5th, the 10th,
        and so on in the order of the queue; 0: none.
    payload_increment: Added to the payload of each item worked on, modulo 2^64: the first 8 bytes of an item as an integer
        of the machine's byte order; the first 4, modulo 2^32, of items smaller than 8 bytes.
    compact_below: Items in active below which those of spawn return to it, to be worked on again; 0: never.
    block_dim: Items that a worker takes at a time. GPU: threads of a block, a multiple of 32, at most 1024; 0: 256.
        Processor: 64 at most are taken; 0: 64.
    grid_dim: Workers. GPU: blocks; 0: two for each multiprocessor. Processor: threads, at most those of the context; 0: all
        of them.
    """

    struct_size: int
    max_iterations: int
    idle_threshold: int
    spawn_interval: int
    payload_increment: int
    compact_below: int
    block_dim: int
    grid_dim: int
    _fields_ = [
        ("struct_size", size), ("max_iterations", u64), ("idle_threshold", u64), ("spawn_interval", u64), ("payload_increment",
        u64), ("compact_below", u64), ("block_dim", u32), ("grid_dim", u32)
    ]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.PersistentOptionsFields]) -> None: ...


class PersistentStats(Struct):
    """What a run did.

    finished: Items put into finished.
    spawned: Items put into spawn.
    moved: Items moved from spawn back to active.
    iterations: Iterations of all workers in which they had items.
    idle_polls: Looks of all workers in which they found none.
    remaining: Items in active at the end.
    seconds: Seconds from the call to the end.
    stop: A chroma2_persistent_stop.
    workers: Blocks, or threads.
    """

    struct_size: int
    finished: int
    spawned: int
    moved: int
    iterations: int
    idle_polls: int
    remaining: int
    seconds: float
    stop: int
    workers: int
    _fields_ = [
        ("struct_size", size), ("finished", u64), ("spawned", u64), ("moved", u64), ("iterations", u64), ("idle_polls", u64),
        ("remaining", u64), ("seconds", f64), ("stop", u32), ("workers", u32)
    ]
    _enums_ = {"stop": PersistentStop}


class Message(Struct):
    """A message for a function. On the processor one thread calls the function, with `lane` 0 of `lanes` 1. On a GPU all lanes
    of a warp call it together, each with a struct of its own: a loop from `lane` by `lanes` over the result's elements
    works in both. The function returns 0, or a code of its own, by which the message counts as failed. On a GPU the code
    and output_bytes are those of lane 0, and `input` and `output` are the warp's own memory.

    id: The message's id.
    key: What the producer gave along.
    input: The message, aligned to 16 bytes; valid until the function returns, as all below.
    output: Room for the result, aligned to 16 bytes.
    user: The queue's config->user.
    stop: Becomes 1 when the queue's time limit is over: the message is then reported as timed out, and what the function
        still does has no effect. Read it as volatile.
    input_bytes: Bytes of the message.
    output_room: Bytes that the result may have.
    output_bytes: Set by the function: bytes of the result, at first 0.
    attempt: 0, or how often it has failed before.
    lane: Which of `lanes` this is.
    lanes: 1 on the processor, 32 on a GPU.
    """

    struct_size: int
    id: int
    key: int
    input: Any
    output: Any
    user: Any
    stop: Any
    input_bytes: int
    output_room: int
    output_bytes: int
    attempt: int
    lane: int
    lanes: int
    _fields_ = [
        ("struct_size", size), ("id", u64), ("key", u64), ("input", p), ("output", p), ("user", p), ("stop", p), ("input_bytes",
        u32), ("output_room", u32), ("output_bytes", u32), ("attempt", u32), ("lane", u32), ("lanes", u32)
    ]


class MessageQueueConfig(Struct):
    """How to make a message queue.

    capacity: Messages that it must hold at once, results that nobody has collected included: 1 to 2^20; the next power of
        two is made.
    input_bytes: Most bytes of a message, 1 to 65536.
    output_bytes: Most bytes of a result, 1 to 65536.
    operation: A chroma2_message_operation.
    element: A chroma2_message_element, for the operations that have elements; else 0.
    ordering: A chroma2_message_ordering.
    retries: How often a message whose function fails, or whose result is too long, is tried again, at once: 0 to 1000.
    workers: Blocks on a GPU, of up to 31 messages at once each (0: 4; 1 with an ordering), or most threads of the processor
        (0: all of the context).
    device: Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
    idle_ns: How long those who work look for the next message before they leave, to be called again by the next one: 0: 1
        ms on a GPU, 50 us on the processor; up to 10 s.
    stay_ns: How long the kernel stays on a GPU without a break, in which memory can be freed there: 0: 20 ms; up to 10 s.
    time_limit_ns: How long a message may take before it is reported as timed out: 0: 10 s; UINT64_MAX: no limit. For
        functions of the program.
    dead_letters: Most messages that have failed to be kept for chroma2_message_queue_take_dead_letter, at most 2^20.
    function: For the operation "function" on the processor; else NULL.
    user: Handed on to functions; on a GPU it may be an address of the GPU.
    program: For the operation "function" on a GPU: code that defines extern "C" __device__ uint32_t
        chroma2_process(chroma2_message *message). It is copied. Else NULL.
    program_bytes: Bytes of that, a NUL at the end of a text not included.
    program_kind: A chroma2_message_program; 0 without one.
    """

    struct_size: int
    capacity: int
    input_bytes: int
    output_bytes: int
    operation: int
    element: int
    ordering: int
    retries: int
    workers: int
    device: int
    idle_ns: int
    stay_ns: int
    time_limit_ns: int
    dead_letters: int
    function: Any
    user: Any
    program: Any
    program_bytes: int
    program_kind: int
    reserved: int
    _fields_ = [
        ("struct_size", size), ("capacity", u64), ("input_bytes", u32), ("output_bytes", u32), ("operation", u32), ("element",
        u32), ("ordering", u32), ("retries", u32), ("workers", u32), ("device", u32), ("idle_ns", u64), ("stay_ns", u64),
        ("time_limit_ns", u64), ("dead_letters", u64), ("function", p), ("user", p), ("program", p), ("program_bytes", u64),
        ("program_kind", u32), ("reserved", u32)
    ]
    _enums_ = {
        "operation": MessageOperation, "element": MessageElement, "ordering": MessageOrdering, "program_kind": MessageProgram
    }

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.MessageQueueConfigFields]) -> None: ...


class MessageQueueInfo(Struct):
    """What a message queue is.

    capacity: Messages that it holds.
    input_bytes: Most bytes of a message, and of a result.
    device: Place of its device in the list of chroma2_device_get_info.
    workers: Messages that are worked on at once, at most.
    """

    struct_size: int
    capacity: int
    input_bytes: int
    output_bytes: int
    device: int
    workers: int
    _fields_ = [
        ("struct_size", size), ("capacity", u64), ("input_bytes", u32), ("output_bytes", u32), ("device", u32), ("workers", u32)
    ]


class MessageQueueStats(Struct):
    """What happened to a message queue since it was made.

    enqueued: Messages that were published.
    processed: That have ended, well or not.
    delivered: Whose results were given to the program.
    refused: Calls, and chunks of batches, that found no room at first.
    retries: Further attempts after failures, and outcomes that were no success, of what was delivered.
    depth: Slots in use: reserved, published, or with a result that nobody has collected.
    launches: How often the kernel was launched, or threads were called.
    dead_letters: Dead letters that are kept, and those that there was no room or memory for.
    latency_sum_ns: Sum over delivered messages of the time from publication to delivery, in ns.
    latencies: Their number by that time: up to 1 us; above 2^(i - 1) us and up to 2^i us; the last one: all above.
    """

    struct_size: int
    enqueued: int
    processed: int
    delivered: int
    refused: int
    retries: int
    errors: int
    depth: int
    launches: int
    dead_letters: int
    dead_letters_lost: int
    latency_sum_ns: int
    latencies: Any
    _fields_ = [
        ("struct_size", size), ("enqueued", u64), ("processed", u64), ("delivered", u64), ("refused", u64), ("retries", u64),
        ("errors", u64), ("depth", u64), ("launches", u64), ("dead_letters", u64), ("dead_letters_lost", u64),
        ("latency_sum_ns", u64), ("latencies", u64 * 32)
    ]


class MessageQueueLeft(Struct):
    """What is left of a message queue that was shut down.

    unprocessed: Messages that have not ended.
    undelivered: Results that nobody has collected; they still can be.
    """

    struct_size: int
    unprocessed: int
    undelivered: int
    _fields_ = [("struct_size", size), ("unprocessed", u64), ("undelivered", u64)]


class MessageBatch(Struct):
    """Messages for one call, at any address.

    data: The first message. May be NULL where there is nothing to read.
    stride: Bytes from one message to the next; 0: `bytes`.
    count: Number of messages.
    bytes: Bytes of each message, where `sizes` is NULL.
    sizes: Bytes of each message, `count` entries; NULL: all have `bytes`.
    keys: Keys, `count` entries; NULL: all are 0.
    """

    struct_size: int
    data: Any
    stride: int
    count: int
    bytes: int
    reserved: int
    sizes: Any
    keys: Any
    _fields_ = [
        ("struct_size", size), ("data", p), ("stride", u64), ("count", u64), ("bytes", u32), ("reserved", u32), ("sizes", p),
        ("keys", p)
    ]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.MessageBatchFields]) -> None: ...


class MessageResult(ct.Structure):
    """What came of a message. Its size and fields will not change, as arrays of it are filled.

    id: The message's id and key.
    latency_ns: From the message's publication to this call, in ns.
    bytes: Bytes of the result.
    code: What the function has returned at last.
    outcome: A chroma2_message_outcome.
    attempts: How often it was tried, at least 1.
    """

    id: int
    key: int
    latency_ns: int
    bytes: int
    code: int
    outcome: int
    attempts: int
    _fields_ = [
        ("id", u64), ("key", u64), ("latency_ns", u64), ("bytes", u32), ("code", u32), ("outcome", u32), ("attempts", u32)
    ]


class DeadLetter(Struct):
    """A message that has failed.

    id: The message's id and key.
    bytes: Bytes of the message.
    code: What the function has returned at last.
    outcome: A chroma2_message_outcome.
    attempts: How often it was tried.
    """

    struct_size: int
    id: int
    key: int
    bytes: int
    code: int
    outcome: int
    attempts: int
    _fields_ = [
        ("struct_size", size), ("id", u64), ("key", u64), ("bytes", u32), ("code", u32), ("outcome", u32), ("attempts", u32)
    ]
    _enums_ = {"outcome": MessageOutcome}


class StreamUse(Struct):
    """What the streams of a purpose did since the context was made; what the program itself puts on them is not known here.

    streams: Streams of the pool that are there now, and the most that were.
    lent: Holds on them now: handles, and those of pipelines.
    launches: Kernels that were launched on them, a graph as one.
    copies: Copies, and their bytes.
    """

    struct_size: int
    streams: int
    streams_max: int
    lent: int
    launches: int
    copies: int
    bytes: int
    _fields_ = [
        ("struct_size", size), ("streams", u64), ("streams_max", u64), ("lent", u64), ("launches", u64), ("copies", u64),
        ("bytes", u64)
    ]


class StreamConfig(Struct):
    """Which stream is wanted.

    purpose: A chroma2_stream_purpose.
    urgency: A chroma2_stream_urgency; 0 for a stream of the program's.
    device: Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
    adopt: 1: `stream` is the program's own stream, which is adopted; 0: one of the pool.
    stream: The program's CUstream or cudaStream_t, of the GPU's primary context, which lives as long as the handle. NULL is
        the legacy default stream where `adopt` is 1.
    """

    struct_size: int
    purpose: int
    urgency: int
    device: int
    adopt: int
    stream: Any
    _fields_ = [("struct_size", size), ("purpose", u32), ("urgency", u32), ("device", u32), ("adopt", u32), ("stream", p)]
    _enums_ = {"purpose": StreamPurpose, "urgency": StreamUrgency}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.StreamConfigFields]) -> None: ...


class StreamInfo(Struct):
    """What a stream is.

    stream: It as the driver has it, a CUstream, to be used until the handle is destroyed.
    purpose: A chroma2_stream_purpose.
    device: Place of its GPU in the list of chroma2_device_get_info.
    adopted: 1: it is the program's own.
    shared: 1: others hold it too, since the pool has given all that it may.
    """

    struct_size: int
    stream: Any
    purpose: int
    device: int
    adopted: int
    shared: int
    _fields_ = [("struct_size", size), ("stream", p), ("purpose", u32), ("device", u32), ("adopted", u32), ("shared", u32)]
    _enums_ = {"purpose": StreamPurpose}


class ModuleConfig(Struct):
    """What is to be loaded.

    code: The code; it is not needed after the call.
    code_bytes: Bytes of that, a NUL at the end of a text not included.
    kind: A chroma2_code.
    device: Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
    options: Options of NVRTC ("--use_fast_math", "--include-path=…"), for a source. The GPU's architecture and C++17 are
        set unless options set them. NULL: none.
    option_count: How many.
    """

    struct_size: int
    code: Any
    code_bytes: int
    kind: int
    device: int
    options: Any
    option_count: int
    _fields_ = [
        ("struct_size", size), ("code", p), ("code_bytes", u64), ("kind", u32), ("device", u32), ("options", p),
        ("option_count", u64)
    ]
    _enums_ = {"kind": Code}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.ModuleConfigFields]) -> None: ...


class KernelCall(Struct):
    """What a function of the processor gets. Blocks are those of a pipeline's step, else NULL and 0.

    config: The step's configuration block.
    telemetry: The step's telemetry block, which has what an earlier step left there.
    state: The pipeline's state.
    config_bytes: Bytes of these.
    step: The step's number.
    arguments: Addresses of the arguments' values, as of a kernel.
    user: As chroma2_kernel_create was given.
    """

    struct_size: int
    config: Any
    telemetry: Any
    state: Any
    config_bytes: int
    telemetry_bytes: int
    state_bytes: int
    step: int
    arguments: Any
    argument_count: int
    user: Any
    _fields_ = [
        ("struct_size", size), ("config", p), ("telemetry", p), ("state", p), ("config_bytes", u64), ("telemetry_bytes", u64),
        ("state_bytes", u64), ("step", u64), ("arguments", p), ("argument_count", u64), ("user", p)
    ]


class KernelInfo(Struct):
    """What is known of a kernel.

    most_threads: Threads that a block may have; 1 of a function.
    registers: Registers of a thread.
    local_bytes: Bytes of local memory of a thread.
    shared_bytes: Bytes of shared memory of a block that its code asks for.
    architecture: The architecture of its machine code as 10 * major + minor; 0: a function of the processor.
    device: Place of its device in the list of chroma2_device_get_info; 0: the processor.
    parameter_count: Its parameters; UINT32_MAX where the driver does not say (before CUDA 12.4), and of a function.
    """

    struct_size: int
    most_threads: int
    registers: int
    local_bytes: int
    shared_bytes: int
    architecture: int
    device: int
    parameter_count: int
    reserved: int
    _fields_ = [
        ("struct_size", size), ("most_threads", u32), ("registers", u32), ("local_bytes", u32), ("shared_bytes", u32),
        ("architecture", u32), ("device", u32), ("parameter_count", u32), ("reserved", u32)
    ]


class Launch(Struct):
    """Blocks of a launch, threads of a block, and bytes of dynamic shared memory a block; 0 stands for 1 in the first six.
    Ignored for a function.

    grid_x: Blocks.
    block_x: Threads.
    shared_bytes: Bytes.
    """

    struct_size: int
    grid_x: int
    grid_y: int
    grid_z: int
    block_x: int
    block_y: int
    block_z: int
    shared_bytes: int
    reserved: int
    _fields_ = [
        ("struct_size", size), ("grid_x", u32), ("grid_y", u32), ("grid_z", u32), ("block_x", u32), ("block_y", u32),
        ("block_z", u32), ("shared_bytes", u32), ("reserved", u32)
    ]

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.LaunchFields]) -> None: ...


class Argument(ct.Structure):
    """An argument of a kernel. This struct does not grow.

    kind: A chroma2_argument_kind.
    bytes: Of a value: its bytes, which are the parameter's, 1 to 4096. Else 0.
    value: Of a value: where it is; it is copied, so a pointer's value is the address of the pointer. Else NULL.
    """

    kind: int
    bytes: int
    value: Any
    _fields_ = [("kind", u32), ("bytes", u32), ("value", p)]


class PipelineResult(Struct):
    """What came of a step.

    step: The step's number, counted from 0; 0 where there is none.
    ready: 1: this is of a step; 0: no step's result was there to take.
    code: 0, or what the function returned, or the kernel wrote to its argument of the kind "code": the step has failed, its
        telemetry is as the kernel left it, and the pipeline goes on.
    latency_ns: From the step's submission until its result was taken, in ns.
    """

    struct_size: int
    step: int
    ready: int
    code: int
    latency_ns: int
    _fields_ = [("struct_size", size), ("step", u64), ("ready", u32), ("code", u32), ("latency_ns", u64)]


class PipelineConfig(Struct):
    """How to make a pipeline.

    kernel: Its kernel.
    config_bytes: Bytes of a step's configuration block, of its telemetry block, and of what the kernel keeps from step to
        step, which is 0 at first; up to 2^36 each. 0: there is none.
    mode: A chroma2_pipeline_mode.
    form: A chroma2_pipeline_form.
    depth: Blocks of each direction: how many steps may be on the way or not taken at once. Up to 64; 0 is 3.
    upload_depth: Configuration blocks where that is not depth; 0: it is. More than telemetry blocks bring nothing.
    download_depth: Likewise telemetry blocks.
    timing: 1: each step's upload, kernel and download are timed, which costs some microseconds a step.
    grid_x: Blocks and threads of the kernel's launch (0: 1), and bytes of dynamic shared memory a block. Ignored for
        functions.
    urgency: A chroma2_stream_urgency of its streams.
    arguments: The kernel's arguments, in the order of its parameters, values and addresses of blocks. NULL: the addresses
        of the configuration, of the telemetry and of the state, in this order, of those that have bytes; argument_count is
        0 then.
    argument_count: How many, at most 1024.
    stream: Where the kernel runs, after what is there and before what comes: 0 (auto) and 1 (streams) go with it. NULL: a
        stream of its own.
    on_step: Gets the results, which the functions below then do not take. NULL: they do.
    user: Handed on to it.
    """

    struct_size: int
    kernel: Any
    config_bytes: int
    telemetry_bytes: int
    state_bytes: int
    mode: int
    form: int
    depth: int
    upload_depth: int
    download_depth: int
    timing: int
    grid_x: int
    grid_y: int
    grid_z: int
    block_x: int
    block_y: int
    block_z: int
    shared_bytes: int
    urgency: int
    arguments: Any
    argument_count: int
    stream: Any
    on_step: Any
    user: Any
    _fields_ = [
        ("struct_size", size), ("kernel", kernel_p), ("config_bytes", u64), ("telemetry_bytes", u64), ("state_bytes", u64),
        ("mode", u32), ("form", u32), ("depth", u32), ("upload_depth", u32), ("download_depth", u32), ("timing", u32),
        ("grid_x", u32), ("grid_y", u32), ("grid_z", u32), ("block_x", u32), ("block_y", u32), ("block_z", u32),
        ("shared_bytes", u32), ("urgency", u32), ("arguments", p), ("argument_count", u64), ("stream", stream_p), ("on_step",
        p), ("user", p)
    ]
    _enums_ = {"mode": PipelineMode, "form": PipelineForm, "urgency": StreamUrgency}

    if TYPE_CHECKING:
        def __init__(self, **fields: Unpack[_fields.PipelineConfigFields]) -> None: ...


class PipelineInfo(Struct):
    """What a pipeline is.

    config_bytes: Bytes of its blocks, and of its state.
    upload_depth: Configuration and telemetry blocks.
    mode: A chroma2_pipeline_mode.
    form: A chroma2_pipeline_form, the one that was chosen.
    device: Place of its device in the list of chroma2_device_get_info; 0: the processor.
    """

    struct_size: int
    config_bytes: int
    telemetry_bytes: int
    state_bytes: int
    upload_depth: int
    download_depth: int
    mode: int
    form: int
    device: int
    reserved: int
    _fields_ = [
        ("struct_size", size), ("config_bytes", u64), ("telemetry_bytes", u64), ("state_bytes", u64), ("upload_depth", u32),
        ("download_depth", u32), ("mode", u32), ("form", u32), ("device", u32), ("reserved", u32)
    ]
    _enums_ = {"mode": PipelineMode, "form": PipelineForm}


class PipelineStats(Struct):
    """What a pipeline did since it was made.

    submitted: Steps that were submitted, and whose results were taken.
    failed: Of those taken, how many had a code that is not 0.
    timed: Of those taken, how many were timed (config->timing); the next five are of these.
    upload_seconds: Seconds that their uploads, kernels and downloads took by the device's clock, each added up.
    span_seconds: Seconds during which at least one of them was on the way.
    efficiency: The longest of the three sums over span_seconds: of the device's work, 1 where the other two were hidden
        behind it; the program's own time is not in it (where wait_seconds is 0, that is the limit). 1 of functions, 0 where
        none was timed.
    submit_seconds: Seconds of the program's threads in submissions, but for waits and for the copy of the configuration.
    wait_seconds: Seconds that they waited, for room and for results.
    latency_sum_ns: Sum over taken steps of the time from submission to taking, in ns.
    latencies: Their number by that time: up to 1 us; above 2^(i - 1) us and up to 2^i us; the last one: all above.
    """

    struct_size: int
    submitted: int
    taken: int
    failed: int
    timed: int
    upload_seconds: float
    kernel_seconds: float
    download_seconds: float
    span_seconds: float
    efficiency: float
    submit_seconds: float
    wait_seconds: float
    latency_sum_ns: int
    latencies: Any
    _fields_ = [
        ("struct_size", size), ("submitted", u64), ("taken", u64), ("failed", u64), ("timed", u64), ("upload_seconds", f64),
        ("kernel_seconds", f64), ("download_seconds", f64), ("span_seconds", f64), ("efficiency", f64), ("submit_seconds", f64),
        ("wait_seconds", f64), ("latency_sum_ns", u64), ("latencies", u64 * 32)
    ]


# Receives log messages: `user` as given, a chroma2_log_level, and the message, which is valid during the call only. It may be
# called from any thread, also from several at once, and within calls of the library: it may not wait for events, drain a
# session or wait for room, as no callback may. It must not throw, and must not call chroma2_log_set_callback().
log_callback = ct.CFUNCTYPE(None, p, u32, ct.c_char_p)

# Called once by a worker thread when an event has ended and its results can be read, before waits for it return; `status` is
# what those will give. `event` is the handle that the submission gives, maybe before it gives it; after chroma2_event_destroy
# it is a dead one. It may submit, but not wait for other events. It must not throw.
done_callback = ct.CFUNCTYPE(None, p, p, i32)

# Called by worker threads now and then, one at a time, with the photons that came to their end, and at the end with all of
# them. It may cancel the event. It must not throw.
progress_callback = ct.CFUNCTYPE(None, p, u64, u64)

# Called by worker threads while an event runs, one at a time, with the hits among its photons `first` to before `last` (indices
# in the event), which are valid during the call; NULL columns where there are none. The first call begins with the event's
# first photon, and each begins where the one before has ended: all of them together give what chroma2_event_get_hits does, bit
# for bit. Of an event that is cancelled or fails they are its first photons, as far as all of these came to their end. They
# come before the completion callback. While a call runs the event goes a few parts of its work ahead and then waits, and other
# events go on; so a slow function holds its event up, not memory. It may cancel the event, after which calls for photons that
# are done may follow. It may submit, but not wait. It must not throw.
hits_callback = ct.CFUNCTYPE(None, p, u64, u64, P(Hits))

# Called by a thread of the library every so often with what a session did; `telemetry` is valid during the call. It may call
# the library, also to destroy the session, but not wait for events. It must not throw.
telemetry_callback = ct.CFUNCTYPE(None, p, P(Telemetry))

# Called by chroma2_session_restore, on its thread, with each event that goes on, just before that begins, in the order in which
# they were submitted. The program owns `event`, to be given to chroma2_event_destroy; `info` says which one it is, and is valid
# during the call. `functions` are none but what the program sets. It must not throw.
restored_callback = ct.CFUNCTYPE(None, p, p, P(EventInfo), P(EventFunctions))

# A function of the program that works on a message on the processor; 0 where all is well. Called on threads of the context,
# several at once; it must not throw, nor wait for what threads of its context do (room in its own queue or another one,
# results, a pause, the end, an event): where all threads are in such functions nobody ends them.
message_function = ct.CFUNCTYPE(None, P(Message))

# A function of the processor as a kernel; 0 where all is well, else a code of its own. Called by one thread at a time for a
# pipeline: of its own, or in synchronous mode the caller's. It must not throw; of its own pipeline it may call what does not
# wait (statistics, information), other calls fail as an invalid state.
kernel_function = ct.CFUNCTYPE(None, P(KernelCall))

# Called by a thread of the pipeline with each step's result, in order; `telemetry` is valid during the call, NULL where there
# are no such blocks. `status` is CHROMA2_STATUS_OK but for the last call of all after a failure of the device, when `result`
# and `telemetry` are NULL and chroma2_last_error_message says what. It may come before the call that has submitted its step
# returns, and after it, in synchronous mode too. It may call the library: of this pipeline it may submit a step (where there is
# room at once), read the state and the statistics, and destroy it, but not flush it. It must not throw.
step_callback = ct.CFUNCTYPE(None, p, i32, P(PipelineResult), p)

# Result and arguments of each function.
SIGNATURES: dict[str, tuple[Any, ...]] = {
    "version": (u32,),
    "version_string": (ct.c_char_p,),
    "abi_version": (u32,),
    "abi_check": (i32, u32),
    "build_info": (ct.c_char_p,),
    "last_error_message": (ct.c_char_p,),
    "status_string": (ct.c_char_p, i32),
    "log_set_callback": (i32, u32, p, p),
    "live_handles": (u64,),
    "context_create": (i32, P(ContextConfig), P(context_p)),
    "context_destroy": (i32, context_p),
    "context_get_info": (i32, context_p, P(ContextInfo)),
    "device_get_count": (i32, p),
    "device_get_info": (i32, u32, P(Device)),
    "geometry_create": (i32, context_p, P(geometry_p)),
    "geometry_destroy": (i32, geometry_p),
    "geometry_commit": (i32, geometry_p, P(CommitConfig)),
    "geometry_get_info": (i32, geometry_p, P(GeometryInfo)),
    "geometry_get_digest": (i32, geometry_p, p),
    "geometry_get_channel": (i32, geometry_p, u32, u32, p),
    "geometry_find": (i32, geometry_p, u32, ct.c_char_p, p),
    "geometry_get_name": (i32, geometry_p, u32, u32, p, size, p),
    "geometry_add_material": (i32, geometry_p, ct.c_char_p, p),
    "geometry_set_material_property": (i32, geometry_p, u32, u32, p, p, u64),
    "geometry_add_reemission": (i32, geometry_p, u32, P(ReemissionConfig)),
    "geometry_add_scintillation": (i32, geometry_p, u32, P(ScintillationConfig)),
    "geometry_add_surface": (i32, geometry_p, ct.c_char_p, u32, p),
    "geometry_set_surface_property": (i32, geometry_p, u32, u32, p, p, u64),
    "geometry_set_surface_inner_side": (i32, geometry_p, u32, u32),
    "geometry_set_surface_reemission_cdf": (i32, geometry_p, u32, p, p, u64),
    "geometry_set_surface_reemission_time_cdf": (i32, geometry_p, u32, p, p, u64),
    "geometry_set_surface_angular": (i32, geometry_p, u32, p, p, p, p, u64),
    "geometry_add_surface_dichroic_angle": (i32, geometry_p, u32, f64, p, p, u64, p, p, u64),
    "geometry_add_mesh": (i32, geometry_p, P(MeshConfig), p),
    "geometry_set_chord": (i32, geometry_p, f64),
    "geometry_add_instances": (i32, geometry_p, P(Instances), p),
    "geometry_add_instance": (i32, geometry_p, u32, p, p, i32, p),
    "geometry_add_border_surface": (i32, geometry_p, u32, u32, u32),
    "geometry_add_mesh_border_surface": (i32, geometry_p, u32, u32, u32),
    "geometry_add_wire_plane": (i32, geometry_p, P(WirePlane), p),
    "geometry_get_wire_count": (i32, geometry_p, u32, p),
    "geometry_load": (i32, context_p, ct.c_char_p, P(geometry_p)),
    "geometry_save": (i32, geometry_p, ct.c_char_p),
    "geometry_add_mesh_file": (i32, geometry_p, P(MeshFileConfig), p),
    "geometry_load_gdml": (i32, context_p, ct.c_char_p, P(GdmlConfig), P(geometry_p)),
    "geometry_get_placement_count": (i32, geometry_p, p),
    "geometry_get_placement": (i32, geometry_p, u32, P(GdmlPlacement)),
    "geometry_get_placement_path": (i32, geometry_p, u32, p, u64, p),
    "geometry_find_placement": (i32, geometry_p, ct.c_char_p, p),
    "geometry_get_notes": (i32, geometry_p, p, u64, p),
    "geometry_check_placements": (i32, geometry_p, f64, p, u64, p),
    "geometry_get_report": (i32, geometry_p, P(GeometryReport)),
    "geometry_revise": (i32, geometry_p, P(geometry_p)),
    "geometry_move_instance": (i32, geometry_p, u32, p, p),
    "geometry_move_instances": (i32, geometry_p, p, P(Instances)),
    "geometry_set_channel": (i32, geometry_p, u32, i32),
    "geometry_clear_reemission": (i32, geometry_p, u32),
    "geometry_clear_scintillation": (i32, geometry_p, u32),
    "geometry_clear_surface_dichroic": (i32, geometry_p, u32),
    "geometry_closest_hits": (i32, geometry_p, P(Rays), P(RayHits)),
    "geometry_any_hits": (i32, geometry_p, P(Rays), p),
    "geometry_render": (i32, geometry_p, P(Camera), P(Style), p, size),
    "image_write_png": (i32, ct.c_char_p, p, u32, u32),
    "session_create": (i32, context_p, geometry_p, P(SessionConfig), P(session_p)),
    "session_destroy": (i32, session_p),
    "session_submit": (i32, session_p, P(Photons), P(EventConfig), P(event_p)),
    "session_set_geometry": (i32, session_p, geometry_p),
    "session_drain": (i32, session_p, u64),
    "session_get_telemetry": (i32, session_p, P(Telemetry)),
    "session_telemetry_text": (i32, session_p, p, u64, p),
    "session_submit_source": (i32, session_p, P(Source), P(EventConfig), P(event_p)),
    "session_submit_steps": (i32, session_p, P(Steps), P(EventConfig), P(event_p)),
    "session_submit_batch": (i32, session_p, P(Batch), P(EventConfig), P(event_p)),
    "event_get_batch": (i32, event_p, P(BatchResults)),
    "event_get_batch_summary": (i32, event_p, u64, P(Summary)),
    "session_count_steps": (i32, session_p, P(Steps), P(StepCountConfig), p, p),
    "steps_from_opticks": (i32, p, u64, p, u64, p, size),
    "steps_load_opticks": (i32, ct.c_char_p, p, u64, p, size, u64, p),
    "steps_from_clsim": (i32, p, u64, u32, p, size),
    "event_wait": (i32, event_p, u64),
    "event_wait_any": (i32, P(event_p), u64, u64, p),
    "event_poll": (i32, event_p, P(EventProgress)),
    "event_cancel": (i32, event_p),
    "event_get_summary": (i32, event_p, P(Summary)),
    "event_destroy": (i32, event_p),
    "event_get_info": (i32, event_p, P(EventInfo)),
    "event_replay": (i32, event_p, u64, u64, u64, P(event_p)),
    "event_get_hits": (i32, event_p, P(Hits)),
    "event_get_photons": (i32, event_p, P(PhotonStates)),
    "event_get_records": (i32, event_p, P(Records)),
    "event_find_steps": (i32, event_p, p, u64, p, p),
    "event_get_device_hits": (i32, event_p, P(DeviceHits)),
    "session_get_medium_changes": (i32, session_p, P(MediumChanges)),
    "session_trace_start": (i32, session_p, ct.c_char_p, P(TraceConfig)),
    "session_trace_stop": (i32, session_p),
    "session_trace_save": (i32, session_p, ct.c_char_p),
    "session_checkpoint": (i32, session_p, ct.c_char_p),
    "session_suspend": (i32, session_p, ct.c_char_p, u64),
    "session_restore": (i32, context_p, geometry_p, P(SessionConfig), ct.c_char_p, p, p, P(session_p)),
    "session_next_event_id": (i32, session_p, p),
    "daq_create": (i32, P(DaqConfig), P(daq_p)),
    "daq_destroy": (i32, daq_p),
    "daq_add_channel_type": (i32, daq_p, P(ChannelType), p),
    "daq_set_channels": (i32, daq_p, p, u64),
    "daq_run": (i32, daq_p, P(event_p), u64, u32, P(readout_p)),
    "readout_get_channels": (i32, readout_p, P(ChannelHits)),
    "readout_destroy": (i32, readout_p),
    "queue_create": (i32, context_p, P(QueueConfig), P(queue_p)),
    "queue_destroy": (i32, queue_p),
    "queue_get_info": (i32, queue_p, P(QueueInfo)),
    "queue_get_stats": (i32, queue_p, P(QueueStats)),
    "queue_get_length": (i32, queue_p, p),
    "queue_drain": (i32, queue_p, p),
    "queue_reset": (i32, queue_p),
    "queue_get_view": (i32, queue_p, P(QueueView)),
    "queue_try_push": (i32, queue_p, P(QueueBatch), p),
    "queue_try_pop": (i32, queue_p, P(QueueBatch), p),
    "queue_push": (i32, queue_p, P(QueueBatch), u64, p),
    "queue_pop": (i32, queue_p, P(QueueBatch), u64, p),
    "queue_push_async": (i32, queue_p, P(QueueBatch), p, u64, P(QueueResult)),
    "queue_pop_async": (i32, queue_p, P(QueueBatch), p, u64, P(QueueResult)),
    "queue_run_persistent": (i32, queue_p, queue_p, queue_p, P(PersistentOptions), P(PersistentStats)),
    "message_queue_create": (i32, context_p, P(MessageQueueConfig), P(message_queue_p)),
    "message_queue_destroy": (i32, message_queue_p),
    "message_queue_get_info": (i32, message_queue_p, P(MessageQueueInfo)),
    "message_queue_get_stats": (i32, message_queue_p, P(MessageQueueStats)),
    "message_queue_pause": (i32, message_queue_p, u64),
    "message_queue_resume": (i32, message_queue_p),
    "message_queue_is_running": (i32, message_queue_p, p),
    "message_queue_shut_down": (i32, message_queue_p, u64, P(MessageQueueLeft)),
    "message_queue_enqueue": (i32, message_queue_p, p, u32, u64, u64, p),
    "message_queue_enqueue_batch": (i32, message_queue_p, P(MessageBatch), u64, p, p),
    "message_queue_reserve": (i32, message_queue_p, u64, p, p),
    "message_queue_commit": (i32, message_queue_p, u64, u32, u64, p),
    "message_queue_cancel": (i32, message_queue_p, u64),
    "message_queue_try_result": (i32, message_queue_p, u64, p, u64, P(MessageResult)),
    "message_queue_wait_result": (i32, message_queue_p, u64, p, u64, u64, P(MessageResult)),
    "message_queue_poll_completions": (i32, message_queue_p, p, u64, p),
    "message_queue_dequeue_any": (i32, message_queue_p, p, u64, u64, P(MessageResult)),
    "message_queue_dequeue_batch": (i32, message_queue_p, p, u64, P(MessageResult), u64, u64, p),
    "message_queue_take_dead_letter": (i32, message_queue_p, p, u64, P(DeadLetter)),
    "context_has_stream_management": (i32, context_p, p),
    "context_get_stream_use": (i32, context_p, u32, u32, P(StreamUse)),
    "stream_create": (i32, context_p, P(StreamConfig), P(stream_p)),
    "stream_destroy": (i32, stream_p),
    "stream_get_info": (i32, stream_p, P(StreamInfo)),
    "stream_wait": (i32, stream_p, u64),
    "stream_copy": (i32, stream_p, p, p, u64),
    "module_create": (i32, context_p, P(ModuleConfig), P(module_p)),
    "module_destroy": (i32, module_p),
    "kernel_create": (i32, context_p, p, p, P(kernel_p)),
    "module_get_kernel": (i32, module_p, ct.c_char_p, P(kernel_p)),
    "kernel_destroy": (i32, kernel_p),
    "kernel_get_info": (i32, kernel_p, P(KernelInfo)),
    "kernel_launch": (i32, kernel_p, P(Launch), P(Argument), u64, stream_p),
    "pipeline_create": (i32, P(PipelineConfig), P(pipeline_p)),
    "pipeline_destroy": (i32, pipeline_p),
    "pipeline_get_info": (i32, pipeline_p, P(PipelineInfo)),
    "pipeline_get_stats": (i32, pipeline_p, P(PipelineStats)),
    "pipeline_flush": (i32, pipeline_p, u64),
    "pipeline_step": (i32, pipeline_p, p, p, P(PipelineResult)),
    "pipeline_reserve": (i32, pipeline_p, u64, p),
    "pipeline_submit": (i32, pipeline_p, p, u64, p),
    "pipeline_wait": (i32, pipeline_p, u64, p, P(PipelineResult)),
    "pipeline_view": (i32, pipeline_p, u64, p, P(PipelineResult)),
    "pipeline_release": (i32, pipeline_p),
    "pipeline_read_state": (i32, pipeline_p, u64, u64, p),
    "pipeline_write_state": (i32, pipeline_p, u64, u64, p),
}


class Functions:
    """The functions of the library, without `chroma2_`. They release the GIL, and check the kinds of arguments only. The
    library is loaded when one is first asked for."""

    def __init__(self, load: Callable[[], ct.CDLL], loaded: Callable[[], object]) -> None:
        self._load, self._loaded = load, loaded

    if not TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any:
            if name not in SIGNATURES:
                raise AttributeError(unknown("libchroma2", name, SIGNATURES))
            library = self._load()
            for each, (result, *arguments) in SIGNATURES.items():
                function = getattr(library, "chroma2_" + each)
                function.restype, function.argtypes = result, arguments
                setattr(self, each, function)
            self._loaded()
            return self.__dict__[name]

    if TYPE_CHECKING:

        def version(self) -> int:
            """Version of the library: major * 1000000 + minor * 1000 + patch, comparable with CHROMA2_VERSION. Any thread."""
            ...

        def version_string(self) -> bytes:
            """Version of the library as text ("2.0.0"). Static, never NULL. Any thread."""
            ...

        def abi_version(self) -> int:
            """ABI of the library, comparable with CHROMA2_ABI_VERSION. Any thread."""
            ...

        def abi_check(self, abi: int) -> int:
            """Whether a program compiled for ABI version `abi` can use this library; CHROMA2_CHECK_VERSION() calls it with the
            headers' number. CHROMA2_STATUS_UNSUPPORTED where it can't. Any thread.
            """
            ...

        def build_info(self) -> bytes:
            """What this library contains and what it uses on this machine, for logs and bug reports: version, backends,
            processor levels; and what is wrong with CHROMA2_CPU in the environment, if anything. One line of text; static,
            never NULL. Any thread.
            """
            ...

        def last_error_message(self) -> bytes:
            """The message of the calling thread's last failure, "" where there was none. Valid until this thread's next
            failing call; never NULL. Any thread.
            """
            ...

        def status_string(self, status: int) -> bytes:
            """A status in words ("invalid argument"); "unknown status" for other numbers. Static, never NULL. Any thread."""
            ...

        def log_set_callback(self, level: int, callback: Any, user: Any) -> int:
            """Sends the library's log messages of `level` (a chroma2_log_level) and above to `callback`, with `user` as its
            first argument; NULL (or level OFF) ends that. There is one callback in a process, the last one set. Once this
            returns, the previous callback is not running and won't be called again. The first message, at INFO, is that of
            chroma2_build_info(). Errors: an unknown level; a call from within the callback. Any thread.
            """
            ...

        def live_handles(self) -> int:
            """Number of handles alive in the process; for leak checks. Any thread."""
            ...

        def context_create(self, config: Any, context: Any) -> int:
            """Makes a context. `config` may be NULL for all defaults. The caller owns *context, to be given to
            chroma2_context_destroy. Fails as unsupported where there is no GPU for the backend cuda (no driver, no device,
            one too old, no kernels in the library: the message says which), and as out of memory when its threads do not
            start. Any thread.
            """
            ...

        def context_destroy(self, context: Any) -> int:
            """Gives a context up; NULL is fine. Returns at once: events that run on it go on, and its threads end with the
            last session or event that uses it. Any thread.
            """
            ...

        def context_get_info(self, context: Any, info: Any) -> int:
            """Writes what a context is and holds; info->struct_size must be set. Any thread."""
            ...

        def device_get_count(self, count: Any) -> int:
            """Writes the number of devices, at least 1: device 0 is the processor, GPUs follow in the driver's order. Starts
            the NVIDIA driver where there is one. Any thread.
            """
            ...

        def device_get_info(self, index: int, device: Any) -> int:
            """Writes a device's properties; device->struct_size must be set. `index` counts from 0. Any thread."""
            ...

        def geometry_create(self, context: Any, geometry: Any) -> int:
            """Makes an empty geometry. It uses the threads of `context`, and keeps it alive. The caller owns *geometry, to be
            given to chroma2_geometry_destroy. Any thread.
            """
            ...

        def geometry_destroy(self, geometry: Any) -> int:
            """Gives a geometry up; NULL is fine. Sessions keep it alive as long as they need it. Any thread."""
            ...

        def geometry_commit(self, geometry: Any, config: Any) -> int:
            """Checks a geometry as a whole and freezes it; from then on it cannot be changed, and sessions and ray queries can
            use it. `config` may be NULL. Fails as an invalid argument for what does not fit together (the message names it)
            and as an invalid state for a second commit; a geometry that fails stays as it was. An empty geometry is fine.
            One thread at a time.
            """
            ...

        def geometry_get_info(self, geometry: Any, info: Any) -> int:
            """Writes what a geometry has; info->struct_size must be set. Any thread."""
            ...

        def geometry_get_digest(self, geometry: Any, digest: Any) -> int:
            """Writes the SHA-256 digest of all that decides results: the same for the same geometry in every version of this
            library, whatever names things have. `digest` has room for 32 bytes. Fails as an invalid state before the
            commit. Any thread.
            """
            ...

        def geometry_get_channel(self, geometry: Any, instance: int, triangle: int, channel: Any) -> int:
            """Writes the channel of what a photon or ray hit: `instance` and `triangle` as in hits. -1: it has none, or does
            not exist. Fails as an invalid state before the commit. Any thread.
            """
            ...

        def geometry_find(self, geometry: Any, item: int, name: Any, index: Any) -> int:
            """Writes the index of the first thing of a name; `item` is a chroma2_geometry_item. Fails as an invalid argument
            where there is none. Any thread.
            """
            ...

        def geometry_get_name(self, geometry: Any, item: int, index: int, name: Any, capacity: int, length: Any) -> int:
            """Copies the name of a thing; `item` is a chroma2_geometry_item. Writes at most `capacity` bytes, NUL-terminated,
            to `name` (may be NULL if `capacity` is 0), and the length of the whole name, without the NUL, to `length` (may
            be NULL). Any thread.
            """
            ...

        def geometry_add_material(self, geometry: Any, name: Any, material: Any) -> int:
            """Adds a material that is transparent with index 1 until its properties are set, and writes its index to
            *material. The name may be NULL and need not be unique. One thread at a time.
            """
            ...

        def geometry_set_material_property(
            self, geometry: Any, material: int, property: int, wavelengths: Any, values: Any, count: int
        ) -> int:
            """Sets a chroma2_material_property: `count` values, at most 1048576, at strictly increasing wavelengths (nm),
            linear between them and constant beyond the ends; or one value and NULL, the same everywhere. The arrays are
            copied. One thread at a time.
            """
            ...

        def geometry_add_reemission(self, geometry: Any, material: int, config: Any) -> int:
            """Adds a reemission component to a material; any number is allowed. The arrays are copied. One thread at a time."""
            ...

        def geometry_add_scintillation(self, geometry: Any, material: int, config: Any) -> int:
            """Adds a scintillation component to a material; any number is allowed. The arrays are copied. How many photons a
            particle makes is said by the properties CHROMA2_MATERIAL_PROPERTY_SCINTILLATION_YIELD, BIRKS_CONSTANT and
            RESOLUTION_SCALE. One thread at a time.
            """
            ...

        def geometry_add_surface(self, geometry: Any, name: Any, model: int, surface: Any) -> int:
            """Adds a surface of a chroma2_surface_model and writes its index to *surface. The name may be NULL and need not be
            unique. What the model needs is checked by the commit. One thread at a time.
            """
            ...

        def geometry_set_surface_property(
            self, geometry: Any, surface: int, property: int, wavelengths: Any, values: Any, count: int
        ) -> int:
            """Sets a chroma2_surface_property: `count` values, at most 1048576, at strictly increasing wavelengths (nm),
            linear between them and constant beyond the ends; or one value and NULL, the same everywhere. The arrays are
            copied. One thread at a time.
            """
            ...

        def geometry_set_surface_inner_side(self, geometry: Any, surface: int, inner_side: int) -> int:
            """Lets another surface stand for one to light that comes from the inner side of a triangle (or from within a
            wire): CHROMA2_NONE for a bare boundary. Without this call the surface is the same to both sides. That other
            one's own inner side does not count. One thread at a time.
            """
            ...

        def geometry_set_surface_reemission_cdf(
            self, geometry: Any, surface: int, wavelengths: Any, cumulative: Any, count: int
        ) -> int:
            """Sets the cumulative distribution, from 0 to 1, of the wavelength (nm) that a wavelength shifter emits, at
            `count` strictly increasing wavelengths, 2 to 1048576; linear in between, so that the density is level there.
            The arrays are copied. One thread at a time.
            """
            ...

        def geometry_set_surface_reemission_time_cdf(
            self, geometry: Any, surface: int, times: Any, cumulative: Any, count: int
        ) -> int:
            """Sets the cumulative distribution, from 0 to 1, of the delay (ns, 0 or more) with which a wavelength shifter
            emits, at `count` strictly increasing times, 2 to 1048576; linear in between. A fixed and an exponential delay
            (CHROMA2_SURFACE_PROPERTY_DELAY, CHROMA2_SURFACE_PROPERTY_DECAY_TIME) add to it. The arrays are copied. One
            thread at a time.
            """
            ...

        def geometry_set_surface_angular(
            self, geometry: Any, surface: int, angles: Any, transmit: Any, reflect_specular: Any, reflect_diffuse: Any, count:
            int
        ) -> int:
            """Sets the probabilities of an angular surface at `count` angles of incidence (at most 1048576; radians, strictly
            increasing, within 0 and pi/2), linear between them and constant beyond the ends. Where they add up to less than
            1, the rest is absorbed. The arrays are copied. One thread at a time.
            """
            ...

        def geometry_add_surface_dichroic_angle(
            self, geometry: Any, surface: int, angle: float, reflect_wavelengths: Any, reflect: Any, reflect_count: int,
            transmit_wavelengths: Any, transmit: Any, transmit_count: int
        ) -> int:
            """Adds an angle of incidence (radians, 0 to pi/2, above those added before) to a dichroic surface, with the
            probabilities of specular reflection and of transmission there, as tables over the wavelength (nm) or as one
            value each with NULL wavelengths. Probabilities are linear between angles and constant beyond the first and last
            one. The arrays are copied. One thread at a time.
            """
            ...

        def geometry_add_mesh(self, geometry: Any, config: Any, mesh: Any) -> int:
            """Adds a mesh of one triangle or more, of materials and surfaces that the geometry has, and writes its index to
            *mesh. It shows once an instance places it. Triangles without area are kept but never hit; the report of the
            commit counts them. One thread at a time.
            """
            ...

        def geometry_set_chord(self, geometry: Any, chord: float) -> int:
            """Says how far facets of all meshes may be from the smooth bodies that they stand for, in mm; 0 (the default): not
            known, and judged by how facets bend. Round bodies that come as near to each other as this touch. One thread at
            a time.
            """
            ...

        def geometry_add_instances(self, geometry: Any, instances: Any, first: Any) -> int:
            """Places many meshes and writes the index of the first one to *first (may be NULL); the others follow. All or none
            are added. One thread at a time.
            """
            ...

        def geometry_add_instance(
            self, geometry: Any, mesh: int, rotation: Any, translation: Any, channel: int, instance: Any
        ) -> int:
            """Places a mesh and writes the instance's index to *instance (may be NULL). `rotation` has nine numbers, row by
            row (NULL: none), `translation` three, in mm (NULL: none); `channel` is -1 for none. One thread at a time.
            """
            ...

        def geometry_add_border_surface(self, geometry: Any, from_: int, into: int, surface: int) -> int:
            """Adds a surface for light that goes from instance `from` into instance `into`, where they touch or one is right
            within the other; CHROMA2_NONE stands for what is in no instance. It comes before what surfaces the triangles
            there have, for this order of the two alone, and what is met is a triangle of `into` where that has one there,
            else of `from`. Both need to be closed meshes of one inner material, with normals outward, and a pair has one
            such surface; the commit checks that, and warns in the log where the two do not meet. One thread at a time.
            """
            ...

        def geometry_add_mesh_border_surface(self, geometry: Any, from_: int, into: int, surface: int) -> int:
            """As chroma2_geometry_add_border_surface for light that goes from any instance of mesh `from` into any one of mesh
            `into` with which it has a face in common; CHROMA2_NONE stands for what is in no instance. Both may be the same
            mesh. The commit finds the pairs of instances; one that has a border surface of its own keeps that. One thread
            at a time.
            """
            ...

        def geometry_add_wire_plane(self, geometry: Any, config: Any, plane: Any) -> int:
            """Adds a plane of wires and writes its index to *plane (may be NULL). One thread at a time."""
            ...

        def geometry_get_wire_count(self, geometry: Any, plane: int, count: Any) -> int:
            """Writes how many wires a plane has, to check pitch and ends with. Any thread."""
            ...

        def geometry_load(self, context: Any, path: Any, geometry: Any) -> int:
            """Makes a geometry from a scene file (docs/scene-format.md): the TOML file, or the folder that has scene.toml. It
            is not committed, so that it can be changed first. The caller owns *geometry, to be given to
            chroma2_geometry_destroy. Fails as an input or output error where a file can't be read, and as a format error
            where its content is wrong; the message names the file and the place. Any thread.
            """
            ...

        def geometry_save(self, geometry: Any, path: Any) -> int:
            """Saves a geometry, committed or not, to the folder `path`, which is made where it is missing: scene.toml, meshes/
            and, for many instances, instances.csv. Files of these names are replaced. Loading it gives a geometry of the
            same digest. Fails as an invalid argument where the geometry does not hold together, and as an input or output
            error. Any thread.
            """
            ...

        def geometry_add_mesh_file(self, geometry: Any, config: Any, mesh: Any) -> int:
            """Adds a mesh from a file, and writes its index to *mesh; the rest is as in chroma2_geometry_add_mesh. Fails as an
            input or output error or a format error; the message names the file and the place. One thread at a time.
            """
            ...

        def geometry_load_gdml(self, context: Any, path: Any, config: Any, geometry: Any) -> int:
            """Makes a geometry from a GDML file (docs/gdml.md says what of it is read): each logical volume's solid a mesh,
            each placement an instance, in the order of chroma2_geometry_get_placement. It is not committed, so that it can
            be changed first, and chroma2_geometry_save writes it as a scene file. The caller owns *geometry, to be given to
            chroma2_geometry_destroy. Fails as an input or output error where a file can't be read, as a format error where
            its content is wrong or sets what is not simulated; the message names file, line and object. Any thread.
            """
            ...

        def geometry_get_placement_count(self, geometry: Any, count: Any) -> int:
            """Tells how many placements a geometry of a GDML file has; they are its first instances, with the same numbers.
            Fails as an invalid state where it was not loaded from one. Any thread.
            """
            ...

        def geometry_get_placement(self, geometry: Any, instance: int, placement: Any) -> int:
            """The placement of an instance, where it is now. Fails as chroma2_geometry_get_placement_count, and as an invalid
            argument where there is none of that number. Any thread.
            """
            ...

        def geometry_get_placement_path(self, geometry: Any, instance: int, buffer: Any, size: int, needed: Any) -> int:
            """Writes the path of a placement, physical volumes with their copy numbers from the world on, as
            "/world:0/tank:0/tube:17", NUL-terminated, and to *needed how many bytes that takes, the NUL included. With
            `buffer` NULL it only tells these. Fails as chroma2_geometry_get_placement, and as an invalid argument where
            `size`, the bytes of `buffer`, is less. Any thread.
            """
            ...

        def geometry_find_placement(self, geometry: Any, path: Any, instance: Any) -> int:
            """Finds the placement of a path as chroma2_geometry_get_placement_path gives it; copy numbers may be left out
            where there is one only. Fails as an invalid argument where there is none, or are several. Any thread.
            """
            ...

        def geometry_get_notes(self, geometry: Any, buffer: Any, size: int, needed: Any) -> int:
            """Writes what a user should know of the file: one line a sentence, as to which materials stop light because they
            have no refractive index; NUL-terminated. `buffer`, `size` and `needed` as for
            chroma2_geometry_get_placement_path. Any thread.
            """
            ...

        def geometry_check_placements(self, geometry: Any, gap: float, buffer: Any, size: int, needed: Any) -> int:
            """Looks at how the placements of a committed geometry lie: parts that stick out of their mother, volumes that
            share space though neither is in the other, and gaps of less than `gap` mm (0: 0.001) between faces; by the
            middles of facets all over. Writes one line each, with numbers, paths and mm, "" where nothing is wrong; NUL-
            terminated. `buffer`, `size` and `needed` as for chroma2_geometry_get_placement_path. Takes seconds for 100,000
            placements. Fails as chroma2_geometry_get_placement_count, and as an invalid state before the commit. Any
            thread.
            """
            ...

        def geometry_get_report(self, geometry: Any, report: Any) -> int:
            """Writes what the commit noticed; report->struct_size must be set. Fails as an invalid state before the commit.
            Any thread.
            """
            ...

        def geometry_revise(self, geometry: Any, revision: Any) -> int:
            """Makes a geometry that is the same as a committed one, and can be changed: instances moved, channels and
            properties set again, components and angles replaced, things added. Its commit takes over what has not changed:
            the meshes with their trees in any case, so that it costs far less than that of a new geometry (its `quality` is
            that of the tree over the instances, and it uses no `tree_cache`). Only where meshes are added it is one from
            nothing. Results and digest are those of a geometry made so from the start. Numbers stay what they are. The
            committed one stays as it is, with its sessions and events, and may be destroyed at any time. The caller owns
            *revision, to be given to chroma2_geometry_destroy. Invalid state where `geometry` is not committed. Any thread.
            """
            ...

        def geometry_move_instance(self, geometry: Any, instance: int, rotation: Any, translation: Any) -> int:
            """Moves an instance: `rotation` has nine numbers, row by row (NULL: that stays), `translation` three, in mm (NULL:
            that stays), as for chroma2_geometry_add_instance. One thread at a time.
            """
            ...

        def geometry_move_instances(self, geometry: Any, instances: Any, placements: Any) -> int:
            """Moves many instances: instances[k] to the k-th of placements->rotations (NULL: these stay) and
            placements->translations (NULL: these stay); `instances` has placements->count entries, and placements->meshes
            and channels must be NULL. Of an instance that is named twice the last placement counts. All or none are moved.
            One thread at a time.
            """
            ...

        def geometry_set_channel(self, geometry: Any, instance: int, channel: int) -> int:
            """Sets the channel that an instance's detected photons count for, 0 or more; -1: none. One thread at a time."""
            ...

        def geometry_clear_reemission(self, geometry: Any, material: int) -> int:
            """Takes all reemission components of a material away; chroma2_geometry_add_reemission adds others. One thread at a
            time.
            """
            ...

        def geometry_clear_scintillation(self, geometry: Any, material: int) -> int:
            """Takes all scintillation components of a material away; chroma2_geometry_add_scintillation adds others. One
            thread at a time.
            """
            ...

        def geometry_clear_surface_dichroic(self, geometry: Any, surface: int) -> int:
            """Takes all angles of a dichroic surface away; chroma2_geometry_add_surface_dichroic_angle adds others. One thread
            at a time.
            """
            ...

        def geometry_closest_hits(self, geometry: Any, rays: Any, hits: Any) -> int:
            """Finds the first thing that each ray meets, on all threads of the context. Where several lie at the same
            distance, the least instance, then the least triangle is taken. The arrays of `hits` must not be used otherwise
            meanwhile. Fails as an invalid state before the commit. Any thread.
            """
            ...

        def geometry_any_hits(self, geometry: Any, rays: Any, hit: Any) -> int:
            """Writes 1 for each ray that meets anything, else 0, to `hit`, an array of as many bytes as there are rays; faster
            than the closest hits. Fails as an invalid state before the commit. Any thread.
            """
            ...

        def geometry_render(self, geometry: Any, camera: Any, style: Any, rgba: Any, size: int) -> int:
            """Draws a committed geometry on all threads of its context. `style` may be NULL. Writes rows from the top, 4 bytes
            a pixel (red, green, blue, opacity), to `rgba`, which has room for `size` bytes: 4 * width * height. The same
            picture for any number of threads. Fails as an invalid state before the commit. Any thread.
            """
            ...

        def image_write_png(self, path: Any, rgba: Any, width: int, height: int) -> int:
            """Writes a picture as a PNG file: 4 * width * height bytes, rows from the top, red, green, blue (sRGB) and
            opacity. Width and height are 1 or more, their product at most 2^28. A file of that name is replaced. Fails as
            an input or output error. Any thread.
            """
            ...

        def session_create(self, context: Any, geometry: Any, config: Any, session: Any) -> int:
            """Makes a session. `config` may be NULL for all defaults. The caller owns *session, to be given to
            chroma2_session_destroy. Invalid state where the geometry is not committed. Any thread.
            """
            ...

        def session_destroy(self, session: Any) -> int:
            """Gives a session up; NULL is fine. Its events go on, and this does not wait for them; but for a call of
            on_telemetry that is under way, and for the end of its trace's file. Any thread.
            """
            ...

        def session_submit(self, session: Any, photons: Any, config: Any, event: Any) -> int:
            """Submits photons and returns when they are queued (and copied, unless config->borrow is 1). `config` may be NULL
            for all defaults. The photons' times are counted from config->time_offset. The caller owns *event, to be given
            to chroma2_event_destroy. Photons that have a terminal flag are left as they are; one with a number that is not
            finite, or a wavelength that is not positive, ends with CHROMA2_FLAG_NAN_ABORT. Fails as an invalid argument
            (the message names it), out of memory, or a timeout where the queue is full. Any thread.
            """
            ...

        def session_set_geometry(self, session: Any, geometry: Any) -> int:
            """Gives a session another committed geometry, mostly a revision of the one that it has (chroma2_geometry_revise),
            for what is submitted from now on. Events that were submitted before end with the geometry that they were
            submitted with, which they keep alive until they are done; nothing waits for them. Of a revision a GPU gets only
            what differs. Invalid state where the geometry is not committed; where this fails the session stays as it was.
            Medium changes are those of all events, by the numbers that each one's geometry has. Any thread.
            """
            ...

        def session_drain(self, session: Any, timeout_ns: int) -> int:
            """Waits until all events submitted so far are finished, at most `timeout_ns` nanoseconds (0: only looks;
            UINT64_MAX: for ever). How each of them ended is told by its own wait. Timeout while there is one; invalid state
            in a callback. Any thread.
            """
            ...

        def session_get_telemetry(self, session: Any, telemetry: Any) -> int:
            """Writes what a session did and has to do; telemetry->struct_size must be set. Any thread."""
            ...

        def session_telemetry_text(self, session: Any, buffer: Any, size: int, needed: Any) -> int:
            """Writes all of that in the text format of Prometheus (version 0.0.4), NUL-terminated, and to *needed how many
            bytes that takes, the NUL included. With `buffer` NULL it only tells these. Fails as an invalid argument where
            `size`, the bytes of `buffer`, is less; the text may have grown since it was asked for: 16384 are enough at any
            time. Any thread.
            """
            ...

        def session_submit_source(self, session: Any, source: Any, config: Any, event: Any) -> int:
            """Submits the photons of a source, which are made by the threads that propagate them: photon k is the same in
            every part of an event that has it. `config` may be NULL for all defaults. The caller owns *event, to be given
            to chroma2_event_destroy. Fails as chroma2_session_submit does. Any thread.
            """
            ...

        def session_submit_steps(self, session: Any, steps: Any, config: Any, event: Any) -> int:
            """Submits the photons of steps, which are made by the threads or the GPU that propagate them: photon k is the same
            in every part of an event that has it. All steps are checked before anything runs; a message names the first one
            that is not as it must be. `config` may be NULL for all defaults. The caller owns *event, to be given to
            chroma2_event_destroy. Fails as chroma2_session_submit does. Any thread.
            """
            ...

        def session_submit_batch(self, session: Any, batch: Any, config: Any, event: Any) -> int:
            """Submits many events with the same options, which cost less together than one by one, and returns when they are
            queued. They give one *event, to be given to chroma2_event_destroy by the caller, who waits for all of them,
            cancels all of them and hears of their end together: its summary is the sum, and its hits are those of all
            events in their order, each with its event's number (chroma2_event_get_batch says which are whose). Each event's
            photons are what they are in an event of its own with that seed and number: photon i of an event has index
            config->first_index + i. Wanted may be hits and the summary; on_hits is refused, since hits come at the end of
            all, and so is what records or finds steps. For limits, telemetry and traces it is one event. `config` may be
            NULL for all defaults; its placement is that of all. Fails as chroma2_session_submit does. Any thread.
            """
            ...

        def event_get_batch(self, event: Any, results: Any) -> int:
            """Writes which hits of a batch are whose; results->struct_size must be set. Invalid state before the batch's end,
            and of other events; otherwise what a wait gives. Any thread.
            """
            ...

        def event_get_batch_summary(self, event: Any, place: int, summary: Any) -> int:
            """Writes the summary of one event of a batch, by its place there; summary->struct_size must be set. Fails as
            chroma2_event_get_batch does. Any thread.
            """
            ...

        def session_count_steps(self, session: Any, steps: Any, config: Any, records: Any, means: Any) -> int:
            """Counts the photons that the steps of a list make, by random numbers that depend on seed, event and the step's
            number alone. Cherenkov steps: Poisson's distribution about the mean, 2 pi alpha charge^2 length times the
            integral of 1 - 1/(beta n)^2 over 1/wavelength where that is above 0, at the mean velocity; yield_start and
            yield_end become the mean numbers per mm at the two velocities. Scintillation steps: of a mean of the material's
            scintillation_yield times the visible part of `energy` (birks_constant); above 10 normal with resolution_scale
            times the square root of the mean, and rounded, else Poisson's. Points keep their count. `records` gets `count`,
            yield_start and yield_end of each step, record_size bytes apart; it may be steps->records. `means` gets the mean
            numbers, or is NULL. `config` may be NULL. Steps are checked as by chroma2_session_submit_steps, but that light
            below the threshold has a count of 0, and that the light of a step needs no spectrum yet. Nothing is written
            when it fails. Any thread.
            """
            ...

        def steps_from_opticks(
            self, gensteps: Any, count: int, materials: Any, material_count: int, records: Any, record_size: int
        ) -> int:
            """Makes records of Opticks' gensteps: `count` times 24 numbers of single precision, six quads each. Cherenkov
            light (gentypes 15 and 18, before 2021 1 and 3) and scintillation light (16 and 5; 2 and 4) are taken, others
            refused. A genstep's material is a row of Opticks' boundary texture: materials[row] is the geometry's material
            for it, or CHROMA2_NONE, and a genstep of such a row, or of one beyond material_count, is refused. Scintillation
            light gets ScintillationTime as its decay_time, without a rise time, and the spectra of the material's
            components. `records` gets `count` records, record_size bytes apart (0: sizeof(chroma2_step) of this library).
            Nothing is written when it fails. Any thread.
            """
            ...

        def steps_load_opticks(
            self, path: Any, materials: Any, material_count: int, records: Any, record_size: int, capacity: int, count: Any
        ) -> int:
            """The same of a .npy file of single precision and the shape (N, 6, 4). Writes N to *count; where `records` is NULL
            nothing else. Fails as an invalid argument where `capacity`, the records that there is room for, is below N, as
            I/O or format where the file cannot be read. Any thread.
            """
            ...

        def steps_from_clsim(self, clsim_steps: Any, count: int, material: int, records: Any, record_size: int) -> int:
            """Makes records of clsim's steps (I3CLSimStep): `count` times 48 bytes, in m and ns, all of Cherenkov light in a
            material of the geometry, along straight lines at constant velocity. Wavelengths are those of the list or of the
            material; clsim's bias of wavelengths has no part. The step's identifier becomes the id. `records` is as for
            chroma2_steps_from_opticks. Any thread.
            """
            ...

        def event_wait(self, event: Any, timeout_ns: int) -> int:
            """Waits until an event is finished, at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever). OK
            when it ended well; cancelled, or the status of what went wrong with it; timeout while it goes on. In its own
            completion callback it returns at once; a callback that waits for another event gets an invalid state. Any
            thread.
            """
            ...

        def event_wait_any(self, events: Any, count: int, timeout_ns: int, index: Any) -> int:
            """Waits until one of several events is finished, at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for
            ever), and writes its place in `events` to *index: of several that are finished, the lowest. How it ended is
            told by its own chroma2_event_wait, which returns at once. The `count` events may be of any sessions and
            contexts; each is there once, and all of them live. Timeout while none is finished. In a callback it does not
            wait, and fails as an invalid state where none is finished; in its own completion callback an event is. The end
            of an event wakes those that wait for it, and costs the same however many others they wait for. Any thread.
            """
            ...

        def event_poll(self, event: Any, progress: Any) -> int:
            """Writes how far an event is, without waiting; progress->struct_size must be set. Any thread."""
            ...

        def event_cancel(self, event: Any) -> int:
            """Asks an event to end early and returns at once. Photons not yet begun are left and those on the way are given
            up, so that it ends within milliseconds however large it is: as cancelled, with a summary and no other results,
            unless all its photons were done. Any thread.
            """
            ...

        def event_get_summary(self, event: Any, summary: Any) -> int:
            """Writes the summary of a finished event, cancelled ones included; summary->struct_size must be set. Of one that
            has failed there is none: the call fails as its wait does. Invalid state before its end. Any thread.
            """
            ...

        def event_destroy(self, event: Any) -> int:
            """Gives an event and its results up; NULL is fine. An event that is not finished goes on to its end, callbacks and
            borrowed arrays included: cancel it and wait for it first where that is not wanted. Any thread.
            """
            ...

        def event_get_info(self, event: Any, info: Any) -> int:
            """Writes what an event was submitted as; info->struct_size must be set. Any thread."""
            ...

        def event_replay(self, event: Any, place: int, first: int, count: int, replay: Any) -> int:
            """Runs `count` photons of an event again, 1 to 1048576, from the one of index `first` in the event on, and records
            every step: *replay is an event of the same session, which ends as any other, with the records
            (chroma2_event_get_records), end states and hits of these photons. `place` is that of an event of a batch, else
            0. The photons are the same bit for bit whatever has propagated the event, and go to the processor, without
            waiting for room. Their numbers are the event's; in telemetry they count as photons of their own. `event` is one
            source's, or was submitted with keep_light; before its end, after it, cancelled and failed ones too. Steps of
            secondary photons are not recorded, and of a photon that was given with a terminal flag there are none. The
            caller owns *replay, to be given to chroma2_event_destroy. Invalid state where the photons are not kept.
            (Without keep_light: submit photon k alone, with first_index k, or of steps with first_photon k and photon_count
            1, and record_first 1.) Any thread.
            """
            ...

        def event_get_hits(self, event: Any, hits: Any) -> int:
            """Writes where an event's hits are; hits->struct_size must be set. The arrays belong to the event and are valid
            until it is destroyed. Invalid state before its end and where hits were not wanted; otherwise what a wait gives.
            Any thread.
            """
            ...

        def event_get_photons(self, event: Any, photons: Any) -> int:
            """Writes where the end states of an event's photons are; photons->struct_size must be set. The arrays belong to
            the event and are valid until it is destroyed. Invalid state before its end and where they were not wanted;
            otherwise what a wait gives. Any thread.
            """
            ...

        def event_get_records(self, event: Any, records: Any) -> int:
            """Writes where the steps of an event's chosen photons are; records->struct_size must be set. The arrays belong to
            the event and are valid until it is destroyed. Invalid state before its end; otherwise what a wait gives. Any
            thread.
            """
            ...

        def event_find_steps(self, event: Any, photons: Any, count: int, steps: Any, ids: Any) -> int:
            """Tells the steps of photons of an event that was submitted as steps, with CHROMA2_WANT_STEPS among what is
            wanted: `photons` has `count` indices in the event, as hits and records have them and end states from
            first_index on (first_index + first_photon where a part was submitted). steps[i] becomes the number of the step
            in the list that was submitted, ids[i] its id; each may be NULL. Whether a photon was absorbed and emitted again
            on its way is in its flags (CHROMA2_FLAG_BULK_REEMIT, CHROMA2_FLAG_SURFACE_REEMIT). Nothing is written when it
            fails: as an invalid state where this was not wanted, as an invalid argument for an index that the event does
            not have. It need not be finished. Any thread.
            """
            ...

        def event_get_device_hits(self, event: Any, hits: Any) -> int:
            """Writes where an event's hits are in the memory of its GPU; hits->struct_size must be set. The arrays belong to
            the event and are valid until it is destroyed. Invalid state before its end and where CHROMA2_WANT_DEVICE_HITS
            was not among what is wanted; otherwise what a wait gives. Any thread.
            """
            ...

        def session_get_medium_changes(self, session: Any, changes: Any) -> int:
            """Writes which legs of a session's photons began in one material and ended in another, of all events so far;
            changes->struct_size must be set. With all else 0 it writes the counts only; an event's own total is in its
            summary. Any thread.
            """
            ...

        def session_trace_start(self, session: Any, path: Any, config: Any) -> int:
            """Begins to trace a session's events: which thread and which GPU did what for which event when, as JSON that
            ui.perfetto.dev and chrome: written by a thread of the library every tenth of a second, so that it can be read
            when the process ends in between. With `path` NULL the last records are kept in memory, for
            chroma2_session_trace_save. `config` may be NULL for all defaults. Invalid state while another trace of the
            session is running; I/O where the file cannot be made; out of memory. Any thread.
            """
            ...

        def session_trace_stop(self, session: Any) -> int:
            """Ends a session's trace: its file is complete then. I/O where it could not be written to its end; invalid state
            where no trace is running. Any thread.
            """
            ...

        def session_trace_save(self, session: Any, path: Any) -> int:
            """Writes what a trace without a file has kept to the file at `path`, which is made, or made empty; the trace goes
            on. Invalid state where no such trace is running; I/O. Any thread.
            """
            ...

        def session_checkpoint(self, session: Any, path: Any) -> int:
            """Writes what a session has not done to a file: its events that are not finished, with their photons, sources or
            steps and all that decides their results, each whole, however far it is; batches whole, too; its next number,
            where it numbers events; and what tells whether a geometry is the same. chroma2_session_restore goes on from
            there: results are the same bits as without the file. The session goes on as well. Threads may submit meanwhile:
            an event is in the file or it is not, and where the session numbers its events those with numbers from the saved
            one on are not. An event is in it until its on_done has returned, or without that function until its end: the
            results of events that have ended are to be in a safe place before a job goes on from the file
            (docs/checkpoint.md), and some of them come again. Invalid state while an event of a geometry that the session
            had before is not finished. Not in it: cancelled and failed events, telemetry, functions, and submissions that
            wait for room. Photons in a GPU's memory are refused as an invalid argument. Arrays that are borrowed are copied
            into the file, and their events do not end before it is written. The file takes the place of another one of that
            name when it is complete and on the disk: a crash leaves the one or the other. Any thread.
            """
            ...

        def session_suspend(self, session: Any, path: Any, timeout_ns: int) -> int:
            """Writes the same and ends the session's work, so that the process may end, as before a batch system's time limit:
            each event either is in the file and ends as cancelled, even if all its photons are done, or is not and has its
            results (or was cancelled or has failed by itself); so none is lost and none comes twice. What on_hits was given
            of an event that is in the file comes again. Nothing can be submitted from then on, which fails as an invalid
            state, also for those that wait for room. Waits until all events are finished and their functions have returned,
            at most `timeout_ns` nanoseconds (UINT64_MAX: for ever); a timeout after that, with the file written. After any
            other error the session goes on as if nothing had been asked; so while an event of a geometry that it had before
            is not finished: wait for that one, or cancel it, and call again. Not in a signal handler: have that set a flag,
            or another thread wait for the signal. Invalid state in a callback, and of a session that is suspended. Any
            thread.
            """
            ...

        def session_restore(
            self, context: Any, geometry: Any, config: Any, path: Any, on_event: Any, user: Any, session: Any
        ) -> int:
            """Makes a session that goes on from the file of chroma2_session_checkpoint or chroma2_session_suspend, of another
            process or machine, with any processor, GPU or number of threads: its events begin anew, whatever the limits of
            this session are, and it gives the next number. `geometry` has the digest of the one before. `config` may be
            NULL for all defaults, and another one than before; where the checkpoint's session numbered its events this one
            does, too: number_events is 0, or 1 with the same seed, and first_event_id is not used. `on_event` is called
            with each event and `user`; it may be NULL where the file has no events. An event that was to be propagated by a
            GPU goes to the processor where there is none. The caller owns *session, to be given to chroma2_session_destroy.
            Fails as a file's format where the file is damaged or of another version of the library, as an invalid argument
            where the geometry is another one (the message has both digests), and as chroma2_session_create and
            chroma2_session_submit do; before on_event is called the whole file is checked, and where a later error comes,
            the events given to the program end as cancelled or failed. Any thread.
            """
            ...

        def session_next_event_id(self, session: Any, event_id: Any) -> int:
            """Writes the number that a session will give to the next event: a program that goes on from a checkpoint goes on
            with its input there. Invalid state where the session does not number events. Any thread.
            """
            ...

        def daq_create(self, config: Any, daq: Any) -> int:
            """Makes one without types and channels. `config` may be NULL. The caller owns *daq, to be given to
            chroma2_daq_destroy. Any thread.
            """
            ...

        def daq_destroy(self, daq: Any) -> int:
            """Gives one up; NULL is fine. Readouts do not need it. Any thread."""
            ...

        def daq_add_channel_type(self, daq: Any, channel_type: Any, index: Any) -> int:
            """Adds a type of channels and writes its index, from 0 on, to *index. One thread at a time."""
            ...

        def daq_set_channels(self, daq: Any, types: Any, count: int) -> int:
            """Says of channels 0 to before `count` of which type they are, CHROMA2_NONE for those that are not read out; NULL:
            all of type 0. Replaces what was set before. `count` is at most 2^31, and more than the largest channel that has
            a hit (chroma2_geometry_info.channel_count will do). The array is copied. One thread at a time.
            """
            ...

        def daq_run(self, daq: Any, events: Any, count: int, trial: int, readout: Any) -> int:
            """Reads the channels out after the hits of `count` finished events: the parts of one event, or several at once.
            What a hit gives is decided by its event's seed and number, its photon's index and `trial` (less than 2^31;
            numbers independent readouts of the same hits), so the order of events does not matter. Each hit's time is
            counted from its event's time_offset, so that events of different offsets lie where they belong. The caller owns
            *readout, to be given to chroma2_readout_destroy. Invalid argument where a hit is in a channel that was not set;
            invalid state where an event is not finished or has no hits wanted. Any thread.
            """
            ...

        def readout_get_channels(self, readout: Any, channels: Any) -> int:
            """Writes where what the channels saw is; channels->struct_size must be set. The arrays belong to the readout and
            are valid until it is destroyed. Any thread.
            """
            ...

        def readout_destroy(self, readout: Any) -> int:
            """Gives a readout and its arrays up; NULL is fine. Any thread."""
            ...

        def queue_create(self, context: Any, config: Any, queue: Any) -> int:
            """Makes an empty queue. The caller owns *queue, to be given to chroma2_queue_destroy. Fails as an invalid argument
            (the message names it), or out of memory. Any thread.
            """
            ...

        def queue_destroy(self, queue: Any) -> int:
            """Gives a queue up; NULL is fine. Operations of other threads that wait on it, and persistent runs, end as an
            invalid state. Its memory goes when none of the library's calls uses it any more: kernels with its view, and
            what was put on streams, must be done. Any thread.
            """
            ...

        def queue_get_info(self, queue: Any, info: Any) -> int:
            """Writes what a queue is; info->struct_size must be set. Any thread."""
            ...

        def queue_get_stats(self, queue: Any, stats: Any) -> int:
            """Writes what happened to a queue; stats->struct_size must be set. While others use it the numbers may be of
            different instants. Any thread.
            """
            ...

        def queue_get_length(self, queue: Any, length: Any) -> int:
            """Writes the number of items in a queue. Exact when it is 0, at an instant of the call, and while nobody pops;
            what is popped and pushed during the call may be counted as well. Any thread.
            """
            ...

        def queue_drain(self, queue: Any, drained: Any) -> int:
            """Throws the items of a queue away, as many as chroma2_queue_get_length gives when this begins, and writes how
            many. Any thread.
            """
            ...

        def queue_reset(self, queue: Any) -> int:
            """Empties a queue and sets what it counted to 0. Invalid state, and nothing is done, while another thread is in a
            function on the queue; the caller sees to it that no kernel uses its view, and that nothing is on a stream. One
            thread at a time.
            """
            ...

        def queue_get_view(self, queue: Any, view: Any) -> int:
            """Writes a queue as kernels see it; view->struct_size must be set. Valid until the queue is destroyed. Any thread."""
            ...

        def queue_try_push(self, queue: Any, batch: Any, pushed: Any) -> int:
            """Pushes the items of a batch for which there is room, and writes how many were transferred, from its begin: all,
            unless the queue was full at an instant of the call. Fails as an invalid argument (the message names it), and as
            a device error once the GPU has failed. Any thread.
            """
            ...

        def queue_try_pop(self, queue: Any, batch: Any, popped: Any) -> int:
            """Pops up to as many items as a batch has room for, and writes how many were transferred: all, unless the queue
            was empty at an instant of the call. Fails as chroma2_queue_try_push does. Any thread.
            """
            ...

        def queue_push(self, queue: Any, batch: Any, timeout_ns: int, pushed: Any) -> int:
            """Pushes all items of a batch, waiting for room at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for
            ever), and writes how many were transferred, where it fails after some were too; a timeout where those are not
            all. Items of others may come in between those of a batch that waits. Fails as chroma2_queue_try_push does. Any
            thread.
            """
            ...

        def queue_pop(self, queue: Any, batch: Any, timeout_ns: int, popped: Any) -> int:
            """Pops as many items as a batch has room for, waiting for them at most `timeout_ns` nanoseconds (0: tries once;
            UINT64_MAX: for ever), and writes how many were transferred, where it fails after some were too; a timeout where
            those are not all. Fails as chroma2_queue_try_push does. Any thread.
            """
            ...

        def queue_push_async(self, queue: Any, batch: Any, stream: Any, serial: int, result: Any) -> int:
            """Puts a push on a stream (a CUstream, or cudaStream_t, of the queue's GPU; NULL: the legacy stream) and returns:
            what has room when the stream comes to it goes, and *result is written with `serial`. The items and *result are
            in the memory of the queue's GPU, or in pinned host memory; they, the queue and the stream must stay until it is
            done. A queue of the CPU backend does it before this returns.

            On a stream that is captured into a graph it becomes a node of the graph: each launch pushes what is in the
            batch's memory then, and writes *result with the same `serial`; all of that must stay as long as the graph may
            be launched. Launches may overlap with each other and with all else on the queue (with a *result that they
            share, which of them it is of is not known). One block does the work there, so a large batch takes longer than
            on a stream. Invalid state on a stream whose capture has failed, and on the legacy stream while one that it
            waits for is captured. Any thread.
            """
            ...

        def queue_pop_async(self, queue: Any, batch: Any, stream: Any, serial: int, result: Any) -> int:
            """Puts a pop on a stream, as chroma2_queue_push_async does a push. Any thread."""
            ...

        def queue_run_persistent(self, active: Any, spawn: Any, finished: Any, options: Any, stats: Any) -> int:
            """Runs workers over queues, in one persistent kernel on a GPU and on the context's threads on a processor: each
            takes items from `active`, adds to their payload, and puts them into `finished` or into `spawn`. Returns when
            nothing is outstanding, which is more than that active is empty: items that workers have in hand count too. Each
            item taken is then in exactly one of finished and spawn, and which items went to spawn depends on their order in
            active alone (and on which returned from spawn). Workers take an item only when there is room for it whichever
            way it goes, so a run whose finished or spawn is full ends and leaves the rest in active; `stats` says why a run
            ended. On a processor other threads can push into the room that a worker counts on: its item goes back to
            active's end then, and where they have filled that up too, the run waits until one of both has room.

            A queue that another thread destroys meanwhile lives until the run ends, as it would have ended otherwise, and
            the call fails as an invalid state then. A run on a processor that waits for room in that queue does so no
            longer: the item goes with the queue.

            The queues are three different ones of one device and item size; other threads and kernels may push to them and
            pop from them meanwhile, so more items may come while the run goes on. `options` and `stats` may be NULL;
            stats->struct_size must be set. Fails as an invalid argument (the message names it), and as a device error once
            the GPU has failed. Any thread.
            """
            ...

        def message_queue_create(self, context: Any, config: Any, queue: Any) -> int:
            """Makes an empty message queue. The caller owns *queue, to be given to chroma2_message_queue_destroy. Fails as an
            invalid argument (the message names it), as unsupported (code for a GPU on the processor; source without NVRTC),
            out of memory, or as a device error, with what the compiler or the driver says. Any thread.
            """
            ...

        def message_queue_destroy(self, queue: Any) -> int:
            """Gives a message queue up; NULL is fine. Messages that nobody works on are dropped, as
            chroma2_message_queue_shut_down is to be called before if they are not to be; those that are worked on end
            first, but for functions whose time limit is over. Calls of other threads on it end as they would. Any thread.
            """
            ...

        def message_queue_get_info(self, queue: Any, info: Any) -> int:
            """Writes what a message queue is; info->struct_size must be set. Any thread."""
            ...

        def message_queue_get_stats(self, queue: Any, stats: Any) -> int:
            """Writes what happened to a message queue; stats->struct_size must be set. While others use it the numbers may be
            of different instants. Any thread.
            """
            ...

        def message_queue_pause(self, queue: Any, timeout_ns: int) -> int:
            """Begins no more messages and waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until
            none is worked on; a timeout where some still are, and the queue is paused all the same. Messages are taken
            meanwhile until the queue is full. Any thread.
            """
            ...

        def message_queue_resume(self, queue: Any) -> int:
            """Goes on after a pause. Any thread."""
            ...

        def message_queue_is_running(self, queue: Any, running: Any) -> int:
            """Writes 1 where messages are taken and worked on, 0 where the queue is paused, was shut down or has failed. Any
            thread.
            """
            ...

        def message_queue_shut_down(self, queue: Any, timeout_ns: int, left: Any) -> int:
            """Takes no more messages, waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until those
            that were taken have ended, and writes what is left (`left` may be NULL): a timeout where messages have not
            ended, which go on, and *left is written then too. Results can still be collected; when all were, a call that
            waits for any result fails as an invalid state. Of a paused queue nothing is waited for. It may be called again,
            to wait longer. Any thread.
            """
            ...

        def message_queue_enqueue(self, queue: Any, data: Any, bytes: int, key: int, timeout_ns: int, id: Any) -> int:
            """Puts a message of `bytes` bytes in, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for
            ever) for a free slot, and writes its id (`id` may be NULL): larger than those of all messages before it. The
            bytes are copied, `data` may be NULL where there are none. Fails as a timeout where there is no room, as an
            invalid argument, as an invalid state after chroma2_message_queue_shut_down, and as a device error once the GPU
            has failed. Any thread.
            """
            ...

        def message_queue_enqueue_batch(self, queue: Any, batch: Any, timeout_ns: int, ids: Any, taken: Any) -> int:
            """Puts messages in, in their order, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for ever)
            for room for all, and writes how many were taken, from the first, and their ids (`ids`, with room for
            batch->count, may be NULL). A timeout where those are not all; *taken and ids are written where it fails after
            some were taken too. Messages of others may come in between. Fails as chroma2_message_queue_enqueue does. Any
            thread.
            """
            ...

        def message_queue_reserve(self, queue: Any, timeout_ns: int, place: Any, reservation: Any) -> int:
            """Takes a free slot, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for ever) for one, and
            writes where it is, with room for the queue's input_bytes, aligned to 16 bytes: the program writes a message
            there, which no one copies, and gives `reservation` to chroma2_message_queue_commit or _cancel. Until then
            others' messages go on. The place is valid until then, and as long as the queue lives. Fails as
            chroma2_message_queue_enqueue does. Any thread.
            """
            ...

        def message_queue_commit(self, queue: Any, reservation: int, bytes: int, key: int, id: Any) -> int:
            """Puts in the first `bytes` bytes of what was written to a reserved slot, and writes the message's id (`id` may be
            NULL). Never waits. Fails as an invalid argument where the reservation is none any more, or where `bytes` is too
            large (the reservation stays); and as an invalid state after chroma2_message_queue_shut_down. Any thread.
            """
            ...

        def message_queue_cancel(self, queue: Any, reservation: int) -> int:
            """Gives a reserved slot up. Any thread."""
            ...

        def message_queue_try_result(self, queue: Any, id: int, data: Any, room: int, result: Any) -> int:
            """Collects the result of a message: writes it to `data`, with room for `room` bytes, and what came of the message
            to *result. Each result is collected once, by this or another function. A timeout where there is none yet. Where
            the room is too small, an invalid argument, *result is written with the result's size, and the result is kept.
            An invalid argument where no message of the id is outstanding. Any thread.
            """
            ...

        def message_queue_wait_result(self, queue: Any, id: int, data: Any, room: int, timeout_ns: int, result: Any) -> int:
            """As chroma2_message_queue_try_result, waiting at most `timeout_ns` nanoseconds (UINT64_MAX: for ever) for the
            result. Any thread.
            """
            ...

        def message_queue_poll_completions(self, queue: Any, ids: Any, room: int, count: Any) -> int:
            """Writes ids of messages that have results which nobody has collected, in the order in which they ended, at most
            `room`, and how many. Each is told once, by this or by a dequeue, to whichever thread asks first. Never waits.
            Any thread.
            """
            ...

        def message_queue_dequeue_any(self, queue: Any, data: Any, room: int, timeout_ns: int, result: Any) -> int:
            """Collects the result of any message, of those that chroma2_message_queue_poll_completions has not told, as
            chroma2_message_queue_wait_result does; a timeout where none has come within `timeout_ns` nanoseconds (0: only
            looks). Any thread.
            """
            ...

        def message_queue_dequeue_batch(
            self, queue: Any, data: Any, room: int, results: Any, most: int, timeout_ns: int, count: Any
        ) -> int:
            """Collects results of any messages, as chroma2_message_queue_dequeue_any does: at most `most`, each to `room`
            bytes of `data`, one after another, and to an entry of `results`; waits for the first, and writes how many.
            Where the room is too small for one, those before it are given. Any thread.
            """
            ...

        def message_queue_take_dead_letter(self, queue: Any, data: Any, room: int, letter: Any) -> int:
            """Takes the oldest message that has failed and was delivered, of those that are kept (config->dead_letters):
            writes it to `data`, with room for `room` bytes, and what it was to *letter, whose struct_size must be set. A
            timeout where there is none; where the room is too small, an invalid argument, *letter is written and the
            message is kept. Any thread.
            """
            ...

        def context_has_stream_management(self, context: Any, has: Any) -> int:
            """Writes 1 where the context has streams, 0 on the processor. Any thread."""
            ...

        def context_get_stream_use(self, context: Any, device: int, purpose: int, use: Any) -> int:
            """Writes what the context's streams of a purpose (a chroma2_stream_purpose) did on a device (0: its first);
            use->struct_size must be set. Unsupported on the processor. Any thread.
            """
            ...

        def stream_create(self, context: Any, config: Any, stream: Any) -> int:
            """Lends a stream, or adopts the program's own. The caller owns *stream, to be given to chroma2_stream_destroy.
            Streams do not wait for the legacy default stream. Unsupported on the processor. Any thread.
            """
            ...

        def stream_destroy(self, stream: Any) -> int:
            """Gives a stream up; NULL is fine. What was put on it goes on; one of the pool is used again when it is done, and
            pipelines that it was given to keep it. Any thread.
            """
            ...

        def stream_get_info(self, stream: Any, info: Any) -> int:
            """Writes what a stream is; info->struct_size must be set. Any thread."""
            ...

        def stream_wait(self, stream: Any, timeout_ns: int) -> int:
            """Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until all that a stream was given
            is done. Any thread.
            """
            ...

        def stream_copy(self, stream: Any, to: Any, from_: Any, bytes: int) -> int:
            """Copies `bytes` bytes on a stream, between any memory: of a GPU, of another one (directly, where the hardware
            can), pinned, or the host's other memory, which makes the call wait. Both are there until the stream has done
            it. Memory that the driver knows is checked for its size. Any thread.
            """
            ...

        def module_create(self, context: Any, config: Any, module: Any) -> int:
            """Loads code on a GPU of a context. The caller owns *module, to be given to chroma2_module_destroy. Fails as an
            invalid argument where the compiler or the driver refuses the code, with what they say; as unsupported on the
            processor, and for a source without NVRTC. Any thread.
            """
            ...

        def module_destroy(self, module: Any) -> int:
            """Gives a module up; NULL is fine. Its kernels stay usable. Any thread."""
            ...

        def kernel_create(self, context: Any, function: Any, user: Any, kernel: Any) -> int:
            """Makes a kernel of a function of the processor, which gets `user`. The caller owns *kernel, to be given to
            chroma2_kernel_destroy. Any thread.
            """
            ...

        def module_get_kernel(self, module: Any, name: Any, kernel: Any) -> int:
            """Looks a kernel of a module up by its name: the mangled one, unless its code says extern "C". The caller owns
            *kernel, to be given to chroma2_kernel_destroy. Any thread.
            """
            ...

        def kernel_destroy(self, kernel: Any) -> int:
            """Gives a kernel up; NULL is fine. Pipelines and launches go on. Any thread."""
            ...

        def kernel_get_info(self, kernel: Any, info: Any) -> int:
            """Writes what is known of a kernel; info->struct_size must be set. Any thread."""
            ...

        def kernel_launch(self, kernel: Any, launch: Any, arguments: Any, argument_count: int, stream: Any) -> int:
            """Launches a kernel on a stream of its device, and returns; a function is called at once, where stream is NULL.
            What goes wrong on the device is reported by what waits for it. The number and sizes of arguments, values all,
            are checked where the driver knows them. A function's code that is not 0 fails as an invalid state. Any thread.
            """
            ...

        def pipeline_create(self, config: Any, pipeline: Any) -> int:
            """Makes a pipeline, with all of its memory. The caller owns *pipeline, to be given to chroma2_pipeline_destroy.
            Fails as an invalid argument (the message names it), out of memory, or as a device error. Any thread.
            """
            ...

        def pipeline_destroy(self, pipeline: Any) -> int:
            """Gives a pipeline up; NULL is fine. Waits for the steps on the way; results that were not taken are dropped,
            those that an on_step has not got included: where they are wanted, flush before. on_step is not called any more
            when this returns, unless this is called by it. Any thread.
            """
            ...

        def pipeline_get_info(self, pipeline: Any, info: Any) -> int:
            """Writes what a pipeline is; info->struct_size must be set. Any thread."""
            ...

        def pipeline_get_stats(self, pipeline: Any, stats: Any) -> int:
            """Writes what a pipeline did; stats->struct_size must be set. Any thread."""
            ...

        def pipeline_flush(self, pipeline: Any, timeout_ns: int) -> int:
            """Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until no step is on the way, and,
            with an on_step, it has got them all. Results that were not taken stay to be. Any thread.
            """
            ...

        def pipeline_step(self, pipeline: Any, config: Any, telemetry: Any, result: Any) -> int:
            """Submits a step with a configuration of config_bytes, which is copied (NULL: with what was written to the
            reserved block), and takes the result of the oldest step that was not taken: in synchronous mode always; in
            asynchronous mode where download_depth steps are not taken, for which it waits. So where all steps come from
            this function, it is this step's in synchronous mode, and else that of the step download_depth - 1 before it,
            and none for the first ones, however long steps take. Its telemetry is copied to `telemetry` (NULL: it is not
            wanted), and what came of it is written to *result, whose struct_size must be set. An error names its step, and
            is of the pipeline: the calls after it fail with the same. Not with an on_step. Any thread; calls wait for each
            other.
            """
            ...

        def pipeline_reserve(self, pipeline: Any, timeout_ns: int, config: Any) -> int:
            """Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until there is room for a step, and
            writes to *config where its configuration block is, aligned to 256 bytes: it is written in place, and submitted
            by NULL. Room is a configuration block and a telemetry block that no step uses; of the latter a step that was
            not taken has one, and a view too: with one thread that neither takes nor releases it waits for ever. The block
            has what an earlier step left there. Once again before a submission it gives the same block. NULL where
            config_bytes is 0. Any thread; those that submit wait for each other.
            """
            ...

        def pipeline_submit(self, pipeline: Any, config: Any, timeout_ns: int, step: Any) -> int:
            """Submits a step, as chroma2_pipeline_step does, and takes no result; its number is written to *step (NULL: it is
            not wanted). Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) for room, as
            chroma2_pipeline_reserve does. In on_step it does not wait for room, whatever the limit, since the block of its
            step is free only when it has returned. In synchronous mode it returns when the step is done. Any thread; those
            that submit wait for each other.
            """
            ...

        def pipeline_wait(self, pipeline: Any, timeout_ns: int, telemetry: Any, result: Any) -> int:
            """Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) for the oldest step whose result
            was not taken, copies its telemetry to `telemetry` (NULL: it is not wanted) and writes what came of it to
            *result, whose struct_size must be set. result->ready is 0, at once, where all steps were taken. Not with an
            on_step. Any thread; those that take wait for each other.
            """
            ...

        def pipeline_view(self, pipeline: Any, timeout_ns: int, telemetry: Any, result: Any) -> int:
            """As chroma2_pipeline_wait, without a copy: writes to *telemetry where it is (NULL where there is none), valid
            until the next call that takes a result or finds that all were taken, chroma2_pipeline_step included, or
            chroma2_pipeline_release. Until then its telemetry block is not free for another step. Any thread; those that
            take wait for each other.
            """
            ...

        def pipeline_release(self, pipeline: Any) -> int:
            """Gives the block of chroma2_pipeline_view back, so that another step can have it. Does nothing where none is
            viewed. Any thread; those that take wait for each other.
            """
            ...

        def pipeline_read_state(self, pipeline: Any, first: int, bytes: int, to: Any) -> int:
            """Copies `bytes` bytes of a pipeline's state, from byte `first` on, to `to`, when the steps that were submitted
            are done. Any thread; those that submit wait for it.
            """
            ...

        def pipeline_write_state(self, pipeline: Any, first: int, bytes: int, from_: Any) -> int:
            """Copies `bytes` bytes from `from` to a pipeline's state, from its byte `first` on: after the steps that were
            submitted, before those that come. Any thread; those that submit wait for it.
            """
            ...
