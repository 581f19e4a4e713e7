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
  Vec position;    // on the surface
  float distance;  // along the ray
  Vec normal;      // unit, towards where the photon comes from
  float offset;    // safe distance from the surface, mm
  uint32_t material_here, material_beyond;
  uint32_t surface;  // kNone: bare
  bool outside;      // met from the outer side
  bool closed;       // a closed mesh's
  bool beside_edge;  // so close to an edge that the position was moved
};

// Off the surface by its offset, on the side that the normal points to, or beyond.
CHROMA2_HD Vec point_before(const SurfacePoint& point) { return fma(point.offset, point.normal, point.position); }
CHROMA2_HD Vec point_beyond(const SurfacePoint& point) { return fma(-point.offset, point.normal, point.position); }

CHROMA2_HD uint32_t attribute_of(const Scene& scene, const Mesh& mesh, uint32_t triangle) {
  return mesh.flags & kUniformMesh ? mesh.attribute
                                   : scene.attribute_index[static_cast<uint64_t>(mesh.attribute) + triangle];
}

CHROMA2_HD void set_sides(const Scene& scene, uint32_t attribute, bool from_outside, SurfacePoint& point) {
  Read<Attribute> a = scene.attributes[attribute];
  point.material_here = from_outside ? a.outer : a.inner;
  point.material_beyond = from_outside ? a.inner : a.outer;
  point.surface = from_outside ? a.surface : a.inner_surface;
  point.outside = from_outside;
}

// Two edges of a triangle in turn, without the longest one: their cross product cancels least.
struct TwoEdges {
  Vec first, second;
};
CHROMA2_HD TwoEdges shorter_edges(const Corners& c) {
  Vec e0 = c.v[2] - c.v[1], e1 = c.v[0] - c.v[2], e2 = c.v[1] - c.v[0];
  float l0 = dot(e0, e0), l1 = dot(e1, e1), l2 = dot(e2, e2);
  bool most0 = l0 >= l1 && l0 >= l2, most1 = !most0 && l1 >= l2;
  return {most0 ? e1 : most1 ? e2 : e0, most0 ? e2 : most1 ? e0 : e1};
}
CHROMA2_CALL Vec flat_normal(Corners c) { return narrow(facet_normal(c)); }

// The normal on the counterclockwise side, twice the area long; in double where all three edges are nearly
// along each other.
CHROMA2_HD Vec triangle_normal(const Corners& c) {
  TwoEdges edges = shorter_edges(c);
  Vec normal = cross(edges.first, edges.second);
  float most = dot(edges.first, edges.first) * dot(edges.second, edges.second);
  return 1024.0f * dot(normal, normal) < most ? flat_normal(c) : normal;
}

// The way inwards for a point, from which the corners are given, that is nearer than `near` to edges of its
// triangle: so far, or to a quarter of the triangle's width there, or halfway between two edges. Across the
// edges: towards the opposite corner, a point in a long thin triangle would move far along it.
CHROMA2_CALL Vec way_inwards(Corners corners, Vec normal, float height2, float near) {
  Vec way{0.0f, 0.0f, 0.0f};
  int edges = 0;
  float size = sqrt(height2);
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) {
    Vec a = corners.v[(i + 1) % 3], b = corners.v[(i + 2) % 3], edge = b - a;
    float length2 = dot(edge, edge), area = dot(normal, cross(a, b));
    float distance = area / (size * sqrt(length2)), wanted = min(near, 0.25f * size / sqrt(length2));
    if (!(distance < wanted)) continue;
    way = way + (wanted - distance) / (size * sqrt(length2)) * cross(normal, edge);
    ++edges;
  }
  return edges > 1 ? 0.5f * way : way;
}

// A photon that starts from a surface lies off it by `offset` along the normal, and several times as far
// inside the triangle's edges, so that no neighbouring triangle lies between it and the surface. The
// offset exceeds the rounding of the position in the world, of its way into the mesh's frame, and of the
// triangle test, which is that of the corners' distance from the ray's origin (Waechter and Binder, Ray
// Tracing Gems 6, 2019, scale it likewise).
CHROMA2_HD SurfacePoint triangle_point(const Scene& scene, const Hit& hit, Vec origin, Vec direction) {
  const Instance& instance = scene.instances[hit.instance];
  const Mesh& mesh = scene.meshes[instance.mesh];
  const float* r = instance.rotation;
  Corners corners = corners_at(scene, hit.place);
  Vec reached = fma(hit.distance, direction, origin);
  Vec local = multiply_transposed(r, reached - load(instance.translation));
  Vec from[3];  // there
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) from[i] = corners.v[i] - local;
  Vec normal = triangle_normal(corners);
  float height2 = dot(normal, normal);
  // The way back onto the plane: where the triangle is nearest, so that rounding is least.
  float size[3] = {max_abs(from[0]), max_abs(from[1]), max_abs(from[2])};
  float reach = max(size[0], max(size[1], size[2]));
  Vec nearest = size[0] <= size[1] && size[0] <= size[2] ? from[0] : size[1] <= size[2] ? from[1] : from[2];
  float beneath = dot(normal, nearest) / height2;
  Vec shift = beneath * normal;

  float turned = r[0] == 1.0f && r[4] == 1.0f && r[8] == 1.0f ? 0x1p-23f : 0x1p-20f;
  float rounding = fma(turned, max_abs(local), fma(0x1p-22f, reach, 0x1p-30f * mesh.extent));
  float offset = fma(0x1.8p-23f, max_abs(reached), rounding), near = 8.0f * offset, near2 = near * near;
  float area[3];
  CHROMA2_UNROLL(2)
  for (int i = 0; i < 2; ++i) area[i] = dot(normal, rounded_cross(from[i + 1], from[(i + 2) % 3]));
  area[2] = (height2 - area[0]) - area[1];
  bool close = false;
  CHROMA2_UNROLL(3)
  for (int i = 0; i < 3; ++i) {
    Vec edge = from[(i + 2) % 3] - from[(i + 1) % 3];
    close |= !(area[i] > 0.0f && area[i] * area[i] > near2 * height2 * dot(edge, edge));
  }
  if (close) shift = shift + way_inwards({{from[0], from[1], from[2]}}, normal, height2, near);

  SurfacePoint point;
  Vec outward = normalize(multiply(r, normal));
  bool front = dot(outward, direction) < 0.0f;
  // The rest of the way is along the ray, but for rays nearly along the plane, which meet it anywhere.
  float depth = beneath * sqrt(height2), rest = depth / dot(outward, direction);
  bool counts = abs(depth) > offset && abs(rest) < 0x1p-10f * hit.distance;  // else it is rounding
  point.distance = counts ? hit.distance + rest : hit.distance;
  point.position = reached + multiply(r, shift);
  point.normal = front ? outward : -outward;
  point.offset = offset;
  point.closed = mesh.flags & kClosedMesh;
  point.beside_edge = close;
  set_sides(scene, attribute_of(scene, mesh, hit.triangle), front, point);
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
  point.distance = static_cast<float>(t);
  point.position = load(position);
  Vec normal = normalize(load(outward));
  point.normal = exact.from_outside ? normal : -normal;
  point.offset = 0x1p-22f * max_abs(point.position);
  point.closed = point.beside_edge = false;
  set_sides(scene, plane.attribute, exact.from_outside, point);
  return point;
}

CHROMA2_HD SurfacePoint surface_point(const Scene& scene, const Hit& hit, Vec origin, Vec direction) {
  return hit.instance & kWireBit ? wire_surface_point(scene, hit, origin, direction)
                                 : triangle_point(scene, hit, origin, direction);
}

CHROMA2_END
