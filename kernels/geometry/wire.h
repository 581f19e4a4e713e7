// Analytic wire planes: parallel cylinders along u, solved in double.
#pragma once
#include "geometry/hit.h"

CHROMA2_BEGIN

struct WireFrame {
  double u, v, w;
};
CHROMA2_HD double dot3(const double* a, const double* b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
CHROMA2_HD WireFrame wire_point(const WirePlane& plane, Vec p) {
  double d[3] = {p.x - plane.origin[0], p.y - plane.origin[1], p.z - plane.origin[2]};
  return {dot3(d, plane.u), dot3(d, plane.v), dot3(d, plane.w)};
}
CHROMA2_HD WireFrame wire_direction(const WirePlane& plane, Vec p) {
  double d[3] = {p.x, p.y, p.z};
  return {dot3(d, plane.u), dot3(d, plane.v), dot3(d, plane.w)};
}
CHROMA2_HD double wire_center(const WirePlane& plane, int32_t k) { return k * plane.pitch + plane.v0; }

struct WireHit {
  double distance;  // negative: none
  bool from_outside;
};

// Where the ray first meets the surface of wire k, an open cylinder, at 0 < distance. A wire that the
// ray has just left (`leaving`) is met only from within, at its far side.
CHROMA2_HD WireHit intersect_wire(const WirePlane& plane, int32_t k, WireFrame o, WireFrame d, bool leaving) {
  WireHit none{-1.0, false};
  double v = o.v - wire_center(plane, k), radius2 = plane.radius * plane.radius;
  double a = d.v * d.v + d.w * d.w;
  if (a == 0.0) return none;  // along the wire
  if (leaving && v * v + o.w * o.w >= radius2) return none;
  double t0 = -(v * d.v + o.w * d.w) / a;
  // discriminant / a from the distance of closest approach, which does not cancel far from the wire
  double cv = v + t0 * d.v, cw = o.w + t0 * d.w;
  double chord2 = (radius2 - (cv * cv + cw * cw)) / a;
  if (!(chord2 > 0.0)) return none;
  double half = sqrt(chord2), t = t0 - half, u = o.u + t * d.u;
  if (t > 0.0 && u >= plane.u_min && u <= plane.u_max) return {t, true};
  t = t0 + half;
  u = o.u + t * d.u;
  if (t > 0.0 && u >= plane.u_min && u <= plane.u_max) return {t, false};
  return none;
}

// Leaves of wires k_lo to k_hi those along which the ray is between the wires' ends, with room to
// spare; false: none.
CHROMA2_HD bool clip_to_ends(const WirePlane& plane, WireFrame o, WireFrame d, int32_t& k_lo, int32_t& k_hi) {
  double u_lo = plane.u_min - plane.radius, u_hi = plane.u_max + plane.radius;
  if (d.u == 0.0) return o.u >= u_lo && o.u <= u_hi;
  double t1 = (u_lo - o.u) / d.u, t2 = (u_hi - o.u) / d.u;
  double v1 = o.v + t1 * d.v, v2 = o.v + t2 * d.v;
  double reach = 2.0 * plane.radius;
  double first = __builtin_floor(((v1 < v2 ? v1 : v2) - reach - plane.v0) / plane.pitch);
  double last = __builtin_ceil(((v1 < v2 ? v2 : v1) + reach - plane.v0) / plane.pitch);
  if (!(first <= k_hi && last >= k_lo)) return false;
  if (first > k_lo) k_lo = static_cast<int32_t>(first);
  if (last < k_hi) k_hi = static_cast<int32_t>(last);
  return true;
}

// Narrows [enter, leave] to where from + t * along lies within [lo, hi]; false: nowhere.
CHROMA2_HD bool clip_to_slab(double from, double along, double lo, double hi, double& enter, double& leave) {
  if (along == 0.0) return from >= lo && from <= hi;
  double t1 = (lo - from) / along, t2 = (hi - from) / along;
  double first = t1 < t2 ? t1 : t2, last = t1 < t2 ? t2 : t1;
  enter = first > enter ? first : enter;
  leave = last < leave ? last : leave;
  return enter <= leave;
}

// Wires of one plane, nearest first: the ray's stretch within a radius of the plane names the
// candidates, and the wires are disjoint. Most rays pass between two wires, so what only the others need
// comes last.
CHROMA2_HD void intersect_wire_plane(const WirePlane& plane, uint32_t id, Vec origin, Vec direction, Exclude exclude,
                                     Hit& best) {
  double from[3] = {origin.x - plane.origin[0], origin.y - plane.origin[1], origin.z - plane.origin[2]};
  double along[3] = {direction.x, direction.y, direction.z};
  // A little beyond what is known, which is rounded: of wires at one distance the first plane's counts, whichever
  // was looked at first.
  double enter = 0.0, leave = best.distance * (1.0 + 4.0e-7);
  double reach = plane.radius * (1.0 + 1e-9);
  WireFrame o, d;
  o.w = dot3(from, plane.w);
  d.w = dot3(along, plane.w);
  if (!clip_to_slab(o.w, d.w, -reach, reach, enter, leave)) return;
  // Clip to the wires' range along v: also bounds the walk of a ray within the plane.
  o.v = dot3(from, plane.v);
  d.v = dot3(along, plane.v);
  double v_lo = wire_center(plane, plane.k_min) - reach, v_hi = wire_center(plane, plane.k_max) + reach;
  if (!clip_to_slab(o.v, d.v, v_lo, v_hi, enter, leave)) return;
  if (leave == static_cast<double>(kInfinity)) return;  // along the wires
  double va = o.v + enter * d.v, vb = o.v + leave * d.v;
  double lo = va < vb ? va : vb, hi = va < vb ? vb : va;
  // Wires whose axes are within a radius of that, and a hundredth of the pitch for roundings.
  double room = reach + 0.01 * plane.pitch;
  double first = ceil((lo - room - plane.v0) / plane.pitch);
  double last = floor((hi + room - plane.v0) / plane.pitch);
  if (!(first <= last && first <= plane.k_max && last >= plane.k_min)) return;
  int32_t k_lo = first < plane.k_min ? plane.k_min : static_cast<int32_t>(first);
  int32_t k_hi = last > plane.k_max ? plane.k_max : static_cast<int32_t>(last);
  o.u = dot3(from, plane.u);
  d.u = dot3(along, plane.u);
  // A ray within the plane but beyond the wires' ends would walk along all of them.
  if (static_cast<int64_t>(k_hi) - k_lo > 64 && !clip_to_ends(plane, o, d, k_lo, k_hi)) return;
  int32_t step = d.v < 0.0 ? -1 : 1;
  int32_t k = step > 0 ? k_lo : k_hi;
  for (int64_t left = static_cast<int64_t>(k_hi) - k_lo; left >= 0; --left, k += step) {
    uint32_t number = static_cast<uint32_t>(k) - static_cast<uint32_t>(plane.k_min);
    bool leaving = exclude.instance == (kWireBit | id) && exclude.triangle == number;
    WireHit hit = intersect_wire(plane, k, o, d, leaving);
    if (hit.distance < 0.0) continue;
    float distance = static_cast<float>(hit.distance);
    if (distance > 0.0f && closer(distance, kWireBit | id, number, best)) best = {distance, kWireBit | id, number, 0};
    return;  // disjoint wires: the first one met is the nearest
  }
}

CHROMA2_END
