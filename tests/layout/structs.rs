//! Made by: CHROMA2_BLESS=1 cargo test --test layout

use std::fmt::Write as _;

#[rustfmt::skip]
pub fn public() -> String {
    #[allow(unused_imports)]
    use chroma2::ffi::*;
    use context::chroma2_context_config;
    use context::chroma2_context_info;
    use context::chroma2_device;
    #[allow(unused_mut)]
    let mut out = String::new();
    describe!(out, chroma2_context_config, [struct_size, backend, threads]);
    describe!(out, chroma2_context_info, [struct_size, backend, threads, memory]);
    describe!(out, chroma2_device, [struct_size, backend, cores, level, reserved, name]);
    out
}

#[rustfmt::skip]
pub fn kernel() -> String {
    use chroma2::runtime::layout::*;
    let mut out = String::new();
    describe!(out, Table, [segment_offset, segment_count, bucket_offset, bucket_count, lo, hi, bucket_scale, value]);
    describe!(out, Segment, [x, y, slope]);
    describe!(out, Material, [refractive_index, absorption_length, scattering_length, component_offset, component_count]);
    describe!(out, Component, [absorption_length, reemission_prob, inverse_wavelength, inverse_time]);
    describe!(out, Surface, [model, detect, absorb, reemit, reflect_diffuse, reflect_specular, eta, k, inverse_wavelength, thickness, transmissive, angular_transmit, angular_specular, angular_diffuse, dichroic_offset, dichroic_count]);
    describe!(out, Dichroic, [angle, reflect, transmit]);
    describe!(out, Attribute, [inner, outer, surface]);
    describe!(out, Node8, [lo, hi, child]);
    describe!(out, Block8, [v, triangle]);
    describe!(out, Mesh, [root, attribute, uniform, extent]);
    describe!(out, Instance, [rotation, translation, mesh, channel]);
    describe!(out, WirePlane, [origin, u, v, w, pitch, radius, u_min, u_max, v0, k_min, k_max, attribute, first_channel, channel_stride, reserved]);
    describe!(out, Scene, [nodes, blocks, meshes, instances, attributes, attribute_index, wire_planes, materials, components, surfaces, dichroic, tables, segments, buckets, tlas_root, wire_plane_count, extent, reserved]);
    describe!(out, PhotonState, [position, time, direction, wavelength, polarization, weight, flags, instance, triangle, draw]);
    describe!(out, PropagateParams, [seed, event, first_index, max_steps, max_time, use_weights, scatter_first]);
    describe!(out, Source, [kind, directed, position, end, direction, cos_angle, cos_inner, radius, time, time_spread, end_time, wavelength, polarized, polarization, weight, flags]);
    describe!(out, RayBatch, [origin, direction, max_distance, origin_stride, direction_stride, max_distance_stride, count, distance, instance, triangle, normal, barycentric, hit]);
    writeln!(out, "kNone {}", NONE).expect("a String");
    writeln!(out, "kWireBit {}", WIRE_BIT).expect("a String");
    writeln!(out, "kLeafBit {}", LEAF_BIT).expect("a String");
    writeln!(out, "kNoHit {}", flag::NO_HIT).expect("a String");
    writeln!(out, "kBulkAbsorb {}", flag::BULK_ABSORB).expect("a String");
    writeln!(out, "kSurfaceDetect {}", flag::SURFACE_DETECT).expect("a String");
    writeln!(out, "kSurfaceAbsorb {}", flag::SURFACE_ABSORB).expect("a String");
    writeln!(out, "kRayleighScatter {}", flag::RAYLEIGH_SCATTER).expect("a String");
    writeln!(out, "kReflectDiffuse {}", flag::REFLECT_DIFFUSE).expect("a String");
    writeln!(out, "kReflectSpecular {}", flag::REFLECT_SPECULAR).expect("a String");
    writeln!(out, "kSurfaceReemit {}", flag::SURFACE_REEMIT).expect("a String");
    writeln!(out, "kSurfaceTransmit {}", flag::SURFACE_TRANSMIT).expect("a String");
    writeln!(out, "kBulkReemit {}", flag::BULK_REEMIT).expect("a String");
    writeln!(out, "kCherenkov {}", flag::CHERENKOV).expect("a String");
    writeln!(out, "kScintillation {}", flag::SCINTILLATION).expect("a String");
    writeln!(out, "kStepLimit {}", flag::STEP_LIMIT).expect("a String");
    writeln!(out, "kTimeLimit {}", flag::TIME_LIMIT).expect("a String");
    writeln!(out, "kNanAbort {}", flag::NAN_ABORT).expect("a String");
    writeln!(out, "kTerminal {}", flag::TERMINAL).expect("a String");
    writeln!(out, "kDefault {}", surface_model::DEFAULT).expect("a String");
    writeln!(out, "kComplex {}", surface_model::COMPLEX).expect("a String");
    writeln!(out, "kWls {}", surface_model::WLS).expect("a String");
    writeln!(out, "kDichroic {}", surface_model::DICHROIC).expect("a String");
    writeln!(out, "kAngular {}", surface_model::ANGULAR).expect("a String");
    writeln!(out, "kPoint {}", source_type::POINT).expect("a String");
    writeln!(out, "kBeam {}", source_type::BEAM).expect("a String");
    writeln!(out, "kLine {}", source_type::LINE).expect("a String");
    writeln!(out, "kUnpolarized {}", polarization_mode::UNPOLARIZED).expect("a String");
    writeln!(out, "kGiven {}", polarization_mode::GIVEN).expect("a String");
    writeln!(out, "kRadial {}", polarization_mode::RADIAL).expect("a String");
    out
}
