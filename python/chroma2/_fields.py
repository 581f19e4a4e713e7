"""What the structs of the C API may be made of, for type checkers.

Generated from include/chroma2 by python/generate, as _c.py is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, TypedDict

from numpy.typing import ArrayLike

Text = str | bytes | os.PathLike[str]


class ContextConfigFields(TypedDict, total=False):
    backend: int | str
    threads: int
    device: int
    memory_limit: int
    devices: ArrayLike | None
    device_count: int


class ContextConfigOptions(TypedDict, total=False):
    backend: int | str
    threads: int
    device: int
    memory_limit: int


class CommitConfigFields(TypedDict, total=False):
    quality: int | str
    check: int
    weld_tolerance: float
    tree_cache: Text | None


class ReemissionConfigFields(TypedDict, total=False):
    absorption_wavelengths: ArrayLike | None
    absorption_lengths: ArrayLike | None
    absorption_count: int
    probability_wavelengths: ArrayLike | None
    probabilities: ArrayLike | None
    probability_count: int
    wavelengths: ArrayLike | None
    wavelength_cdf: ArrayLike | None
    wavelength_count: int
    times: ArrayLike | None
    time_cdf: ArrayLike | None
    time_count: int
    delay: float
    decay_time: float
    downshift_only: int
    mean_number: float


class ScintillationConfigFields(TypedDict, total=False):
    spectrum_wavelengths: ArrayLike | None
    spectrum_values: ArrayLike | None
    spectrum_count: int
    spectrum_type: int | str
    decay_time: float
    rise_time: float
    fraction: float


class MeshConfigFields(TypedDict, total=False):
    name: Text | None
    vertices: ArrayLike | None
    vertex_count: int
    vertex_stride: int
    triangles: ArrayLike | None
    triangle_count: int
    triangle_stride: int
    inner_materials: ArrayLike | None
    outer_materials: ArrayLike | None
    surfaces: ArrayLike | None
    inner_material: int
    outer_material: int
    has_surface: int
    surface: int


class InstancesFields(TypedDict, total=False):
    count: int
    meshes: ArrayLike | None
    rotations: ArrayLike | None
    rotation_stride: int
    translations: ArrayLike | None
    translation_stride: int
    channels: ArrayLike | None
    mesh: int
    priorities: ArrayLike | None


class WirePlaneFields(TypedDict, total=False):
    origin: ArrayLike
    u: ArrayLike
    v: ArrayLike
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


class MeshFileConfigFields(TypedDict, total=False):
    name: Text | None
    path: Text | None
    scale: float
    inner_material: int
    outer_material: int
    has_surface: int
    surface: int
    use_file_attributes: int


class MeshFileConfigOptions(TypedDict, total=False):
    name: Text | None
    scale: float
    use_file_attributes: int


class GdmlConfigFields(TypedDict, total=False):
    chord: float
    ignore: Iterable[Text] | None
    ignore_count: int
    channels: Iterable[Text] | None
    channel_count: int
    detection: int | str
    keep_volume: int
    outside_files: int
    exponential_shifters: int


class RaysFields(TypedDict, total=False):
    count: int
    origins: ArrayLike | None
    origin_stride: int
    directions: ArrayLike | None
    direction_stride: int
    max_distances: ArrayLike | None
    max_distance_stride: int
    device: int


class RayHitsFields(TypedDict, total=False):
    distances: ArrayLike | None
    instances: ArrayLike | None
    triangles: ArrayLike | None
    normals: ArrayLike | None
    barycentrics: ArrayLike | None
    inner_materials: ArrayLike | None
    outer_materials: ArrayLike | None
    surfaces: ArrayLike | None
    channels: ArrayLike | None


class CameraFields(TypedDict, total=False):
    position: ArrayLike
    target: ArrayLike
    up: ArrayLike
    vertical_fov: float
    orthographic_width: float
    near_clip: float
    far_clip: float
    width: int
    height: int


class StyleFields(TypedDict, total=False):
    triangle_colors: ArrayLike | None
    triangle_color_count: int
    surface_colors: ArrayLike | None
    surface_color_count: int
    material_colors: ArrayLike | None
    material_color_count: int
    channel_values: ArrayLike | None
    channel_value_count: int
    value_low: float
    value_high: float
    log_scale: int
    color_map: int | str
    channel_opacity: int
    missing_color: ArrayLike
    background: ArrayLike
    flat: int
    max_layers: int
    samples: int


class PhotonsFields(TypedDict, total=False):
    count: int
    position: ArrayLike | None
    position_x: ArrayLike | None
    position_y: ArrayLike | None
    position_z: ArrayLike | None
    position_stride: int
    direction: ArrayLike | None
    direction_x: ArrayLike | None
    direction_y: ArrayLike | None
    direction_z: ArrayLike | None
    direction_stride: int
    polarization: ArrayLike | None
    polarization_x: ArrayLike | None
    polarization_y: ArrayLike | None
    polarization_z: ArrayLike | None
    polarization_stride: int
    wavelength: ArrayLike | None
    wavelength_stride: int
    time: ArrayLike | None
    time_stride: int
    weight: ArrayLike | None
    weight_stride: int
    flags: ArrayLike | None
    flags_stride: int
    device: int


class EventConfigFields(TypedDict, total=False):
    seed: int
    event_id: int
    first_index: int
    max_steps: int
    weight_mode: int | str
    max_time: float
    scatter_first: int
    want: int | str | Iterable[str]
    borrow: int
    no_wait: int
    record_first: int
    record_indices: ArrayLike | None
    record_count: int
    on_done: Any
    on_progress: Any
    user: Any
    time_offset: float
    velocity: int | str
    placement: int | str
    priority: int
    submit_timeout_ns: int
    on_hits: Any
    tag: int
    keep_light: int
    submit_turn: ArrayLike | None


class EventConfigOptions(TypedDict, total=False):
    max_steps: int
    weight_mode: int | str
    max_time: float
    scatter_first: int
    borrow: int
    no_wait: int
    record_first: int
    record_indices: ArrayLike | None
    record_count: int
    time_offset: float
    velocity: int | str
    placement: int | str
    priority: int
    submit_timeout_ns: int
    tag: int
    keep_light: int
    submit_turn: ArrayLike | None


class SessionConfigFields(TypedDict, total=False):
    max_queued_photons: int
    chunk_photons: int
    placement: int | str
    max_queued_events: int
    telemetry_interval_ms: int
    device_timing: int
    on_telemetry: Any
    telemetry_user: Any
    number_events: int
    seed: int
    first_event_id: int


class SessionConfigOptions(TypedDict, total=False):
    max_queued_photons: int
    chunk_photons: int
    placement: int | str
    max_queued_events: int
    telemetry_interval_ms: int
    device_timing: int
    number_events: int
    seed: int
    first_event_id: int


class SourceFields(TypedDict, total=False):
    count: int
    type: int | str
    polarized: int | str
    position: ArrayLike
    end: ArrayLike
    direction: ArrayLike
    half_angle: float
    inner_half_angle: float
    radius: float
    time: float
    time_spread: float
    end_time: float
    polarization: ArrayLike
    wavelength: float
    wavelength_end: float
    spectrum_wavelengths: ArrayLike | None
    spectrum_values: ArrayLike | None
    spectrum_count: int
    spectrum_type: int | str
    flags: int | str | Iterable[str]
    weight: float


class StepsFields(TypedDict, total=False):
    records: ArrayLike | None
    count: int
    record_size: int
    spectra: ArrayLike | Iterable[tuple[Any, ...]] | None
    spectrum_count: int
    spectrum_size: int
    wavelength_min: float
    wavelength_max: float
    first_photon: int
    photon_count: int


class BatchFields(TypedDict, total=False):
    count: int
    sources: Any
    source_size: int
    photons: Any
    steps: Any
    offsets: ArrayLike | None
    event_ids: ArrayLike | None
    seeds: ArrayLike | None


class StepCountConfigFields(TypedDict, total=False):
    seed: int
    event_id: int
    first_step: int


class TraceConfigFields(TypedDict, total=False):
    capacity: int
    name: Text | None
    deterministic: int


class DaqConfigFields(TypedDict, total=False):
    window_start: float
    window_end: float


class ChannelTypeFields(TypedDict, total=False):
    times: ArrayLike | None
    time_cdf: ArrayLike | None
    time_count: int
    charges: ArrayLike | None
    charge_cdf: ArrayLike | None
    charge_count: int
    efficiency: float
    threshold: float


class QueueConfigFields(TypedDict, total=False):
    capacity: int
    item_size: int
    name: Text | None


class QueueBatchFields(TypedDict, total=False):
    data: Any
    count: int
    item_size: int
    device: int


class PersistentOptionsFields(TypedDict, total=False):
    max_iterations: int
    idle_threshold: int
    spawn_interval: int
    payload_increment: int
    compact_below: int
    block_dim: int
    grid_dim: int


class MessageQueueConfigFields(TypedDict, total=False):
    capacity: int
    input_bytes: int
    output_bytes: int
    operation: int | str
    element: int | str
    ordering: int | str
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
    program_kind: int | str


class MessageBatchFields(TypedDict, total=False):
    data: Any
    stride: int
    count: int
    bytes: int
    sizes: ArrayLike | None
    keys: ArrayLike | None


class StreamConfigFields(TypedDict, total=False):
    purpose: int | str
    urgency: int | str
    device: int
    adopt: int
    stream: Any


class ModuleConfigFields(TypedDict, total=False):
    code: Any
    code_bytes: int
    kind: int | str
    device: int
    options: Iterable[Text] | None
    option_count: int


class LaunchFields(TypedDict, total=False):
    grid_x: int
    grid_y: int
    grid_z: int
    block_x: int
    block_y: int
    block_z: int
    shared_bytes: int


class PipelineConfigFields(TypedDict, total=False):
    kernel: Any
    config_bytes: int
    telemetry_bytes: int
    state_bytes: int
    mode: int | str
    form: int | str
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
    urgency: int | str
    arguments: Any
    argument_count: int
    stream: Any
    on_step: Any
    user: Any
