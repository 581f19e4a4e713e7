// One step of a photon: ray cast, bulk, surface, boundary.
#pragma once
#include "physics/bulk.h"
#include "physics/surface_angle.h"
#include "physics/surface_complex.h"
#include "physics/surface_default.h"
#include "physics/surface_wls.h"

CHROMA2_BEGIN

CHROMA2_HD Outcome surface_step(AtSurface& at, Photon& p, float n_here, float n_beyond, Random& random) {
  switch (at.surface.model) {
    case kComplex:
      return surface_complex(at, p, n_here, n_beyond, random);
    case kWls:
      return surface_wls(at, p, random);
    case kDichroic:
      return surface_dichroic(at, p, random);
    case kAngular:
      return surface_angular(at, p, random);
    default:
      return surface_default(at, p, random);
  }
}

// Sets the photon off the surface on the side where it goes on.
CHROMA2_HD void leave_surface(Photon& p, const SurfacePoint& point, Side side) {
  bool reflected = side == kReflected || (side == kEither && dot(p.direction, point.normal) > 0.0f);
  p.position = fma(reflected ? point.offset : -point.offset, point.normal, p.position);
}

// The medium of a leg is that of the side of the triangle on which the leg ends, so the ray cast
// comes first.
CHROMA2_HD Outcome step(const Scene& scene, const PropagateParams& params, bool first, Photon& p,
                        Random& random) {
  if (p.time > params.max_time) {
    p.flags |= kTimeLimit;
    return kStop;
  }
  Leg leg;
  leg.hit = closest_hit(scene, p.position, p.direction, kInfinity, p.last);
  if (leg.hit.instance == kNone) {
    p.flags |= kNoHit;
    p.last = {kNone, kNone};
    return kStop;
  }
  leg.point = surface_point(scene, leg.hit, p.position, p.direction);
  leg.first = first;
  TableView tables = tables_of(scene);
  uint32_t index_here = scene.materials[leg.point.material_here].refractive_index;
  leg.refractive_index = lookup(tables, index_here, p.wavelength);

  Outcome outcome = bulk_step(scene, params, leg, p, random);
  if (outcome != kPass) return outcome;

  uint32_t index_beyond = scene.materials[leg.point.material_beyond].refractive_index;
  float n_beyond = lookup(tables, index_beyond, p.wavelength);
  Side side;
  if (leg.point.surface != kNone) {
    AtSurface at{scene, scene.surfaces[leg.point.surface], leg.point, params.use_weights, kEither};
    outcome = surface_step(at, p, leg.refractive_index, n_beyond, random);
    if (outcome == kStop) return kStop;
    side = at.side;
  }
  if (outcome == kPass) side = fresnel_boundary(p, leg.point.normal, leg.refractive_index, n_beyond, random);
  leave_surface(p, leg.point, side);
  return kContinue;
}

CHROMA2_END
