//! Photons as structures of arrays: those that programs give, and those that they get. Where a property is added, it is
//! added here at the end of each struct.

use super::arguments::Config;

/// Photons to submit, one array for each property. A vector is given either as interleaved triples
/// (position) or as three arrays of components (position_x, position_y, position_z). A stride is the
/// number of bytes from one photon to the next (0: no gaps), for all three components of a vector.
/// Position, direction and wavelength are needed; the others may be NULL. In host memory addresses and
/// strides need no alignment; a stride is at least the size of an entry (12 of triples, else 4).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_photons {
    /// sizeof(chroma2_photons).
    pub struct_size: usize,
    /// Number of photons; 0 is fine, at most 2^40.
    pub count: u64,
    /// mm. Resolved to 2^-24 of their size: 0.6 micrometres at 10 m. A surface that a photon starts on is
    /// met or not, as rounding has it: set it off that surface, to the side it is to start on, by four
    /// times that or more.
    pub position: *const f32,
    pub position_x: *const f32,
    pub position_y: *const f32,
    pub position_z: *const f32,
    pub position_stride: usize,
    /// Of any length but 0.
    pub direction: *const f32,
    pub direction_x: *const f32,
    pub direction_y: *const f32,
    pub direction_z: *const f32,
    pub direction_stride: usize,
    /// Its part across the direction counts. NULL, and for a photon whose vector has no such part: random.
    pub polarization: *const f32,
    pub polarization_x: *const f32,
    pub polarization_y: *const f32,
    pub polarization_z: *const f32,
    pub polarization_stride: usize,
    /// nm, in vacuum.
    pub wavelength: *const f32,
    pub wavelength_stride: usize,
    /// ns, from the event's time_offset; NULL: 0. Resolved to 2^-24 of their size, 6 * 10^-6 ns at 100 ns,
    /// but 30 ns (and steps of 64 ns) at 10^9 ns: let time_offset carry what is common to all.
    pub time: *const f32,
    pub time_stride: usize,
    /// Factors of what the photon counts for in sums (detected_weight) and for a readout, 0 or more; above
    /// 1 too. NULL: 1.
    pub weight: *const f32,
    pub weight_stride: usize,
    /// Bits of chroma2_flag to begin with; NULL: none.
    pub flags: *const u32,
    pub flags_stride: usize,
    /// 0: the arrays are in host memory. Otherwise they are in the memory of the GPU at this place in the
    /// list of chroma2_device_get_info, which is that of the session's context; what fills them is done
    /// (synchronize its stream), and they are read until the event is done: `borrow` of the event's config
    /// must be 1. Addresses and strides are multiples of 4 then, and no steps can be recorded.
    pub device: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_photons {
    const NAME: &'static str = "chroma2_photons";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// Detected photons that have a channel, in the order of their indices; one array for each property,
/// of `count` entries (vectors: 3 numbers each). NULL where count is 0. Secondary photons have the index of the
/// submitted one that they come from: its own hit is before theirs, which are in the order of their ids.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_hits {
    /// sizeof(chroma2_hits).
    pub struct_size: usize,
    pub count: u64,
    /// The channel that detected it, 0 or more.
    pub channel: *const i32,
    /// Index in the event, of a secondary photon that of the submitted one.
    pub photon: *const u64,
    /// The event's number.
    pub event: *const u64,
    /// mm; where it was detected.
    pub position: *const f32,
    /// Unit vectors, of the arriving photon.
    pub direction: *const f32,
    /// Unit vectors.
    pub polarization: *const f32,
    /// ns, from time_offset.
    pub time: *const f32,
    /// nm, in vacuum.
    pub wavelength: *const f32,
    /// Statistical weights, what absorption took off included (weight_mode of the event's config).
    pub weight: *const f32,
    /// Bits of chroma2_flag.
    pub flags: *const u32,
    /// Instance that was hit; with CHROMA2_WIRE_BIT: a wire plane.
    pub instance: *const u32,
    /// Triangle of its mesh, or wire of the plane.
    pub triangle: *const u32,
    /// Time in ns that the times are counted from: that of the event's config. A photon's time is
    /// time_offset + (double)time[i].
    pub time_offset: f64,
    /// Whose hit it is: the photon's index, or the id of a secondary one (CHROMA2_FLAG_SECONDARY), whose highest bit is set.
    /// It says which random numbers the photon and its readout had, and tells the secondary photons of a submitted one
    /// apart. NULL in geometries where an absorption gives one photon, as it does without a mean_number.
    pub id: *const u64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_hits {
    const NAME: &'static str = "chroma2_hits";
}

/// End states of all submitted photons of an event, in their order: entry i is of the photon with index
/// first_index + i. (Secondary photons have none: they are among the hits and in the summary.) One array for each property, of `count` entries (vectors: 3 numbers each). NULL
/// where count is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_photon_states {
    /// sizeof(chroma2_photon_states).
    pub struct_size: usize,
    pub count: u64,
    /// mm.
    pub position: *const f32,
    /// Unit vectors.
    pub direction: *const f32,
    /// Unit vectors.
    pub polarization: *const f32,
    /// ns, from time_offset.
    pub time: *const f32,
    /// nm, in vacuum.
    pub wavelength: *const f32,
    /// Statistical weights, what absorption took off included (weight_mode of the event's config).
    pub weight: *const f32,
    /// Bits of chroma2_flag.
    pub flags: *const u32,
    /// Instance met last; with CHROMA2_WIRE_BIT: a wire plane; CHROMA2_NONE after an interaction in
    /// a material, and where none was met.
    pub instance: *const u32,
    /// Triangle of its mesh, wire of the plane, or CHROMA2_NONE.
    pub triangle: *const u32,
    /// Time in ns that the times are counted from: that of the event's config. A photon's time is
    /// time_offset + (double)time[i].
    pub time_offset: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_photon_states {
    const NAME: &'static str = "chroma2_photon_states";
}

/// States of chosen photons at their start and after every step, in the order of their indices. Those
/// of chosen photon k are entries offset[k] to before offset[k + 1] of the arrays of states.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_records {
    /// sizeof(chroma2_records).
    pub struct_size: usize,
    /// Chosen photons.
    pub photon_count: u64,
    /// States of all of them together.
    pub state_count: u64,
    /// Index in the event, photon_count entries.
    pub photon: *const u64,
    /// photon_count + 1 entries.
    pub offset: *const u64,
    /// As in chroma2_photon_states, state_count entries; NULL where there is none.
    pub position: *const f32,
    pub direction: *const f32,
    pub polarization: *const f32,
    pub time: *const f32,
    pub wavelength: *const f32,
    pub weight: *const f32,
    pub flags: *const u32,
    pub instance: *const u32,
    pub triangle: *const u32,
    /// Time in ns that the times are counted from: that of the event's config. A photon's time is
    /// time_offset + (double)time[i].
    pub time_offset: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_records {
    const NAME: &'static str = "chroma2_records";
}

/// Detected photons that have a channel, in the order of their indices, in the memory of a GPU: a column
/// for each property, of `count` entries, whose stride is the number of bytes from one entry to the next.
/// Read entry i of `time` as *(const float *)((const char *)time + i * time_stride), and do not rely on
/// how the columns lie among each other: it may change. chroma2_photons takes columns like these: to
/// propagate the hits further, submit them with other flags (NULL, say: those here say that they have ended),
/// `borrow` 1 and the same time_offset. NULL where count is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_device_hits {
    /// sizeof(chroma2_device_hits).
    pub struct_size: usize,
    pub count: u64,
    /// Place of the GPU in the list of chroma2_device_get_info.
    pub device: u32,
    /// 0.
    pub reserved: u32,
    /// The channel that detected each.
    pub channel: *const i32,
    pub channel_stride: usize,
    /// Index in the event of each, of a secondary photon that of the submitted one.
    pub photon: *const u64,
    pub photon_stride: usize,
    /// mm; 3 numbers each.
    pub position: *const f32,
    pub position_stride: usize,
    /// Unit vectors; 3 numbers each.
    pub direction: *const f32,
    pub direction_stride: usize,
    /// Unit vectors across the direction; 3 numbers each.
    pub polarization: *const f32,
    pub polarization_stride: usize,
    /// ns, from time_offset.
    pub time: *const f32,
    pub time_stride: usize,
    /// nm, in vacuum.
    pub wavelength: *const f32,
    pub wavelength_stride: usize,
    /// Statistical weights.
    pub weight: *const f32,
    pub weight_stride: usize,
    /// Bits of chroma2_flag.
    pub flags: *const u32,
    pub flags_stride: usize,
    /// Instance that was hit; with CHROMA2_WIRE_BIT: a wire plane.
    pub instance: *const u32,
    pub instance_stride: usize,
    /// Triangle of its mesh, or wire of the plane.
    pub triangle: *const u32,
    pub triangle_stride: usize,
    /// Time in ns that the times are counted from: that of the event's config.
    pub time_offset: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_device_hits {
    const NAME: &'static str = "chroma2_device_hits";
}
