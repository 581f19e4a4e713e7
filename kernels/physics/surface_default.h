// Default model: absorb, detect, reflect diffusely, reflect specularly; the rest meets the boundary.
#pragma once
#include "physics/surface.h"

CHROMA2_BEGIN

CHROMA2_HD Outcome surface_default(AtSurface& at, Photon& p, Random& random) {
  const Surface& s = at.surface;
#if defined(__CUDACC__)  // at once: a processor's reads do not wait for each other in any case
  const Scene& scene = at.scene;
  FourValues all = four_table_values(scene.tables, scene.segments, scene.buckets, s.absorb, s.detect, s.reflect_diffuse,
                                     s.reflect_specular, p.wavelength);
  float absorbed = all.value[0], detected = all.value[1], diffuse = all.value[2], specular = all.value[3];
#else
  float absorbed = at.value(s.absorb, p.wavelength), detected = at.value(s.detect, p.wavelength);
  float diffuse = at.value(s.reflect_diffuse, p.wavelength);
  float specular = at.value(s.reflect_specular, p.wavelength);
#endif
  float u = random.uniform();
  if (takes_all(at, detected)) {
    p.weight *= detected;
    return detect(p);
  }
  float range = survive(at, p, absorbed);  // as dividing all the probabilities
  u *= all_of(range, absorbed + detected + diffuse + specular);
  if (u < absorbed) return absorb(p);
  if (u < absorbed + detected) return detect(p);
  if (u < absorbed + detected + diffuse) return go_diffuse(at, p, random);
  if (u < absorbed + detected + diffuse + specular) return go_specular(at, p);
  return kPass;
}

CHROMA2_END
