// One step of a photon: ray cast, bulk, surface, boundary.
#pragma once
#include "physics/bulk.h"
#include "physics/recover.h"
#include "physics/surface_angle.h"
#include "physics/surface_complex.h"
#include "physics/surface_default.h"
#include "physics/surface_geant4.h"
#include "physics/surface_wls.h"

CHROMA2_BEGIN

CHROMA2_CALL Outcome special_surface(AtSurface& at, Photon& p, float n_here, float n_beyond, Random& random) {
  switch (at.surface.model) {
    case kComplex: return surface_complex(at, p, n_here, n_beyond, random);
    case kWls: {
      OneEmitted emitter;
      return surface_wls(at, p, random, emitter);
    }
    case kDichroic: return surface_dichroic(at, p, random);
    case kAngular: return surface_angular(at, p, random);
    case kGlisur:
    case kUnified: return surface_geant4(at, p, n_here, n_beyond, random);
  }
  p.flags |= kNanAbort;  // not of a geometry that has been checked
  return kStop;
}

template <class Emitter>
CHROMA2_HD Outcome surface_step(AtSurface& at, Photon& p, float n_here, float n_beyond, Random& random,
                                Emitter& emitter) {
  if (at.surface.model == kDefault) return surface_default(at, p, random);
  if (Emitter::kSpawns && at.surface.model == kWls) return surface_wls(at, p, random, emitter);
  // Copies, so that a call does not hold the originals in memory.
  AtSurface place = at;
  Photon photon = p;
  Random numbers = random;
  Outcome outcome = special_surface(place, photon, n_here, n_beyond, numbers);
  at.side = place.side;
  p = photon;
  random.move_to(numbers.draw());
  return outcome;
}

// Sets the photon off the surface on the side where it goes on; whether that is where it came from.
CHROMA2_HD bool leave_surface(Photon& p, const SurfacePoint& point, Side side) {
  bool reflected = side == kReflected || (side == kEither && dot(p.direction, point.normal) > 0.0f);
  p.position = reflected ? point_before(point) : point_beyond(point);
  return reflected;
}

// A leg that does not end as it began: put right where that is rounding's doing, else counted.
template <class Changed>
CHROMA2_HD void mend(const Scene& scene, Photon& p, Medium begun, Agreement agreement, uint32_t strange, Interface& at,
                     Changed& changed) {
  if (agreement == kDiffers && (pass_edge(scene, p.position, p.direction, p.last, begun, at) ||
                                put_right(scene, p.position, p.direction, p.last, begun, at)))
    return;
  if (at.hit.instance == kNone) return;
  uint32_t from = material_of(scene, begun), to = at.point.material_here, end = at.hit.instance;
  if (agreement == kCrossesOther) {
    from = to;
    to = scene.shells[strange].material;
    end = strange;
  }
  if (from != to && from != kNone) changed(from, to, p.last.instance, end);
}

// The rest of a step whose ray cast found `hit`. The medium of a leg is that of the side of the
// triangle on which the leg ends, so the ray cast comes first; where it is not the one in which the
// leg began, `changed` is called with what a MediumChange says. Keeps `medium` up. Without `All` it may
// return kUnusual, with nothing done and no random number used: what few photons need is then kept out
// of the way of all others. So it may where an Emitter has no room for what is emitted, but then numbers were used and
// `changed` may have been called. The photon has made `steps` before.
template <bool All, class Changed, class Emitter>
CHROMA2_HD Outcome step_to(const Scene& scene, const PropagateParams& params, uint32_t steps, const Hit& hit, Photon& p,
                           Medium& medium, KnownMatter& known, Random& random, Changed& changed, Emitter& emitter) {
  Leg leg;
  leg.end.hit = hit;
  uint32_t strange = kNone;
  Agreement agreement;
  if (!find_interface<All>(scene, p.position, p.direction, p.last, medium, leg.end, agreement, strange))
    return kUnusual;
  if (All && agreement != kAgrees) mend(scene, p, medium, agreement, strange, leg.end, changed);
  if (leg.end.hit.instance == kNone) {
    p.flags |= kNoHit;
    p.last = {kNone, kNone};
    return kStop;
  }
  const SurfacePoint& point = leg.end.point;
  leg.first = steps == 0;
  medium = leg.end.here;
  leg.matter = known.of(scene, params, point.material_here, p.wavelength);

  Outcome outcome = bulk_step(scene, params, leg, p, random, emitter);
  if constexpr (Emitter::kSpawns) emitter.finish(tables_of(scene), steps + 1u, [&](Photon&) { return medium; });
  if (outcome != kPass) return outcome;

  uint32_t index_beyond = scene.materials[point.material_beyond].refractive_index;
  float n_beyond = lookup(tables_of(scene), index_beyond, p.wavelength);
  Side side;
  if (point.surface != kNone) {
    AtSurface at{scene, scene.surfaces[point.surface], point, params.weight_mode, kEither};
    outcome = surface_step(at, p, leg.matter.refractive_index, n_beyond, random, emitter);
    if (outcome == kStop) return kStop;
    if (Emitter::kSpawns && outcome == kUnusual) return kUnusual;
    side = at.side;
  }
  if (outcome == kPass) side = fresnel_boundary(p, point.normal, leg.matter.refractive_index, n_beyond, random);
  if constexpr (Emitter::kSpawns) {
    emitter.finish(tables_of(scene), steps + 1u, [&](Photon& other) {
      Medium of = leave_surface(other, point, kEither) ? medium : leg.end.beyond;
      return point.beside_edge ? beside_edge(of) : of;
    });
  }
  if (!leave_surface(p, point, side)) medium = leg.end.beyond;
  if (point.beside_edge) medium = beside_edge(medium);
  return kContinue;
}

CHROMA2_END
