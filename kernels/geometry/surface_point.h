// The point where a photon meets a triangle or wire: materials on both sides, the normal, and a place
// to start from on either side of it that rounding cannot move across.
#pragma once
#include "geometry/closest.h"
#if defined(__CUDACC__)
#include "cuda/facet.h"
#else
#include "host/block8.h"
#endif

CHROMA2_BEGIN

struct SurfacePoint {
  Vec position;  // on the surface
  Vec normal;    // unit, towards where the photon comes from
  float offset;  // safe distance from the surface, mm
  uint32_t material_here, material_beyond;
  uint32_t surface;  // kNone: bare
};

CHROMA2_HD uint32_t attribute_of(const Scene& scene, const Mesh& mesh, uint32_t triangle) {
  return mesh.uniform ? mesh.attribute : scene.attribute_index[static_cast<uint64_t>(mesh.attribute) + triangle];
}

CHROMA2_HD void set_sides(const Scene& scene, uint32_t attribute, bool from_outside, SurfacePoint& point) {
  const Attribute& a = scene.attributes[attribute];
  point.material_here = from_outside ? a.outer : a.inner;
  point.material_beyond = from_outside ? a.inner : a.outer;
  point.surface = a.surface;
}

// A photon that starts from a surface lies off it by `offset` along the normal, and at least about
// as far inside the triangle's edges, so that no neighbouring triangle lies between it and the
// surface. The offset exceeds the rounding of the position in the world and in the mesh's frame
// (Waechter and Binder, Ray Tracing Gems 6, 2019, scale it likewise).
CHROMA2_HD SurfacePoint triangle_point(const Scene& scene, const Hit& hit, Vec origin, Vec direction) {
  const Instance& instance = scene.instances[hit.instance];
  const Mesh& mesh = scene.meshes[instance.mesh];
  Vec o = multiply_transposed(instance.rotation, origin - load(instance.translation));
  Vec d = multiply_transposed(instance.rotation, direction);
  Corners corners = corners_at(scene, hit.place);
  TriangleHit at = intersect_triangle(RayShear(o, d), corners);
  Vec v0 = corners.v[0], v1 = corners.v[1], v2 = corners.v[2];
  Vec e0 = v2 - v1, e1 = v0 - v2, e2 = v1 - v0;  // opposite vertex 0, 1, 2
  Vec normal = cross(e2, -e1);

  // Distance from edge i is b_i * |normal| / |e_i|; keep it above a few offsets unless the triangle
  // is itself that small.
  float near = 0x1p-18f * (mesh.extent + max_abs(origin));
  float height2 = dot(normal, normal), near2 = near * near;
  float b[3] = {at.b0, at.b1, at.b2}, edge2[3] = {dot(e0, e0), dot(e1, e1), dot(e2, e2)};
  bool close = false;
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) close |= b[i] * b[i] * height2 < near2 * edge2[i];
  if (close) {
    for (int i = 0; i < 3; ++i) {
      float least = near * sqrt(edge2[i] / height2);
      if (least < 0.125f) b[i] = max(b[i], least);
    }
    float scale = 1.0f / (b[0] + b[1] + b[2]);
    for (int i = 0; i < 3; ++i) b[i] *= scale;
  }
  // v0 plus edge parts: rounds to the size of the triangle, not of the mesh
  Vec local = v0 + fma(b[1], e2, -b[2] * e1);
  SurfacePoint point;
  point.position = multiply(instance.rotation, local) + load(instance.translation);
  Vec outward = normalize(multiply(instance.rotation, normal));
  point.normal = at.front ? outward : -outward;
  point.offset = fma(0x1p-22f, max_abs(point.position), 0x1p-20f * mesh.extent);
  set_sides(scene, attribute_of(scene, mesh, hit.triangle), at.front, point);
  return point;
}

CHROMA2_CALL SurfacePoint wire_surface_point(const Scene& scene, Hit hit, Vec origin, Vec direction) {
  const WirePlane& plane = scene.wire_planes[hit.instance & ~kWireBit];
  int32_t k = static_cast<int32_t>(static_cast<uint32_t>(plane.k_min) + hit.triangle);
  WireFrame o = wire_point(plane, origin), d = wire_direction(plane, direction);
  // Again, in double: a distance of 10 m rounded to float is off by a share of a thin wire's radius.
  WireHit exact = intersect_wire(plane, k, o, d, false);
  double center = wire_center(plane, k), t = exact.distance;
  double u = o.u + t * d.u, v = o.v + t * d.v - center, w = o.w + t * d.w;
  double scale = 1.0 / sqrt(v * v + w * w);
  v *= scale;
  w *= scale;
  double radius = plane.radius;
  float position[3], outward[3];
  for (int i = 0; i < 3; ++i) {
    outward[i] = static_cast<float>(v * plane.v[i] + w * plane.w[i]);
    position[i] = static_cast<float>(plane.origin[i] + u * plane.u[i] + (center + radius * v) * plane.v[i] +
                                     radius * w * plane.w[i]);
  }
  SurfacePoint point;
  point.position = load(position);
  Vec normal = normalize(load(outward));
  point.normal = exact.from_outside ? normal : -normal;
  point.offset = 0x1p-22f * max_abs(point.position);
  set_sides(scene, plane.attribute, exact.from_outside, point);
  return point;
}

CHROMA2_HD SurfacePoint surface_point(const Scene& scene, const Hit& hit, Vec origin, Vec direction) {
  return hit.instance & kWireBit ? wire_surface_point(scene, hit, origin, direction)
                                 : triangle_point(scene, hit, origin, direction);
}

CHROMA2_END
