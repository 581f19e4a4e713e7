// What a material does to light of a wavelength, looked up together.
#pragma once
#include "physics/photon.h"

CHROMA2_BEGIN

struct Matter {
  float refractive_index;
  float group_index;  // c over the velocity at which light travels
  float absorption_length, scattering_length;
};

CHROMA2_HD Matter matter_of(const Scene& scene, const PropagateParams& params, uint32_t material, float wavelength) {
  Read<Material> of = scene.materials[material];
  uint32_t group_index = params.velocity == kGroupVelocity ? of.group_index : of.refractive_index;
  FourValues all = four_table_values(scene.tables, scene.segments, scene.buckets, of.refractive_index, group_index,
                                     of.absorption_length, of.scattering_length, wavelength);
  return {all.value[0], all.value[1], all.value[2], all.value[3]};
}

// Keeps it for the photon's next leg, which often is in the same material; not on devices, where a photon's registers
// are dearer than lookups.
struct KnownMatter {
#if !defined(__CUDACC__)
  Matter matter;
  uint32_t material = kNone;
  float wavelength = 0.0f;
#endif
  CHROMA2_HD Matter of(const Scene& scene, const PropagateParams& params, uint32_t here, float nm) {
#if defined(__CUDACC__)
    return matter_of(scene, params, here, nm);
#else
    if (here != material || nm != wavelength) {
      matter = matter_of(scene, params, here, nm);
      material = here;
      wavelength = nm;
    }
    return matter;
#endif
  }
};

CHROMA2_END
