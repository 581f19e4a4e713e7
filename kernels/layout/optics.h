// What triangles and the volumes between them are made of.
// Generated from src/layout/optics.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers

#pragma once

#include <stdint.h>

namespace chroma2 {

constexpr uint32_t kDefault = 0;

constexpr uint32_t kComplex = 1;

constexpr uint32_t kWls = 2;

constexpr uint32_t kDichroic = 3;

constexpr uint32_t kAngular = 4;

constexpr uint32_t kGlisur = 5;

constexpr uint32_t kUnified = 6;

constexpr uint32_t kDielectricMetal = 0;

constexpr uint32_t kDielectricDielectric = 1;

constexpr uint32_t kPolished = 0;

constexpr uint32_t kPolishedFrontPainted = 1;

constexpr uint32_t kPolishedBackPainted = 2;

constexpr uint32_t kGround = 3;

constexpr uint32_t kGroundFrontPainted = 4;

constexpr uint32_t kGroundBackPainted = 5;

// A material: indices of tables, all functions of the vacuum wavelength.
struct alignas(16) Material {
  // Phase index.
  uint32_t refractive_index;
  // c / group velocity; the table of `refractive_index` where both are the same.
  uint32_t group_index;
  uint32_t absorption_length;
  uint32_t scattering_length;
  // The first of its reemission components.
  uint32_t component_offset;
  uint32_t component_count;
  // 0: no Mie scattering.
  uint32_t mie_length;
  // Mean cosine of light scattered forward.
  uint32_t mie_forward;
  // Mean cosine of light scattered backward, to the opposite direction.
  uint32_t mie_backward;
  // Share of light scattered forward.
  uint32_t mie_forward_ratio;
  uint32_t reserved[2];
};

// Light that is emitted after an absorption: indices of tables.
struct Emission {
  // Of u in (0,1): inverse of the wavelength CDF.
  uint32_t inverse_wavelength;
  // Of the absorbed wavelength: share of the spectrum beyond it, of which the emitted one is. 0: emission at
  // any wavelength.
  uint32_t beyond;
  // Of u: inverse of the time CDF; 0: none.
  uint32_t inverse_time;
  // ns, added to that.
  float delay;
  // ns, of an exponential delay added to both; 0: none.
  float decay_time;
  // nm, the longest wavelength with a share beyond it, where `beyond` is not 0.
  float longest;
  // Mean number of photons, which is Poisson's; 0: exactly one.
  float mean_number;
};

// A reemission component: indices of tables.
struct Component {
  // Of the wavelength.
  uint32_t absorption_length;
  // Of the wavelength.
  uint32_t reemission_prob;
  Emission emission;
};

// A surface: its model and indices of tables, all functions of the vacuum wavelength where nothing
// else is said.
struct Surface {
  // One of `surface_model`.
  uint32_t model;
  uint32_t detect;
  uint32_t absorb;
  uint32_t reemit;
  uint32_t reflect_diffuse;
  uint32_t reflect_specular;
  // Complex: the film's index is eta + i k.
  uint32_t eta;
  uint32_t k;
  // kWls.
  Emission emission;
  // Complex: of the film, in nm.
  float thickness;
  // Complex: 0 or 1.
  uint32_t transmissive;
  // Angular: of the angle, as the next two.
  uint32_t angular_transmit;
  uint32_t angular_specular;
  uint32_t angular_diffuse;
  // Dichroic: the first of its angles.
  uint32_t dichroic_offset;
  uint32_t dichroic_count;
  // Glisur and unified, as all that follow: one of `surface_kind`.
  uint32_t kind;
  // One of `surface_finish`.
  uint32_t finish;
  uint32_t reflectivity;
  uint32_t transmittance;
  uint32_t efficiency;
  uint32_t specular_spike;
  uint32_t specular_lobe;
  uint32_t backscatter;
  // Of what is between the surface and the paint behind it.
  uint32_t gap_index;
  // Of a metal, real + i imaginary; both 0: it has none.
  uint32_t real_index;
  uint32_t imaginary_index;
  // Of facets: 1 for none (glisur).
  float polish;
  // Of facets, in radians (unified).
  float sigma_alpha;
  // In nm.
  float surface_roughness;
};

// One angle of incidence on a dichroic surface: tables of the wavelength.
struct Dichroic {
  float angle;
  uint32_t reflect;
  uint32_t transmit;
};

// What a triangle is made of. Inner is the side that the counterclockwise normal points away from.
struct alignas(16) Attribute {
  // A material, as the next.
  uint32_t inner;
  uint32_t outer;
  // To light from the outer side; kNone: a bare boundary.
  uint32_t surface;
  // To light from the inner side.
  uint32_t inner_surface;
};

}  // namespace chroma2
