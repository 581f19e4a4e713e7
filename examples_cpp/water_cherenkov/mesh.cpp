#include "mesh.hpp"

#include <algorithm>
#include <cmath>

namespace {

constexpr double kPi = 3.14159265358979323846;

std::uint32_t add_vertex(Mesh& mesh, double x, double y, double z) {
  mesh.vertices.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)});
  return static_cast<std::uint32_t>(mesh.vertices.size() - 1);
}

// A ring of vertices, or one vertex on the axis repeated.
std::vector<std::uint32_t> add_ring(Mesh& mesh, double z, double radius, int segments) {
  std::vector<std::uint32_t> ring(segments);
  if (radius == 0.0) {
    std::fill(ring.begin(), ring.end(), add_vertex(mesh, 0.0, 0.0, z));
    return ring;
  }
  for (int i = 0; i < segments; ++i) {
    const double angle = 2.0 * kPi * i / segments;
    ring[i] = add_vertex(mesh, radius * std::cos(angle), radius * std::sin(angle), z);
  }
  return ring;
}

void add_triangle(Mesh& mesh, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t label) {
  if (a == b || b == c || c == a) return;  // at the axis
  mesh.triangles.push_back({a, b, c});
  mesh.label.push_back(label);
}

}  // namespace

void add_revolution(Mesh& mesh, const std::vector<OutlinePoint>& outline, int segments) {
  auto upper = add_ring(mesh, outline[0].z, outline[0].radius, segments);
  for (std::size_t k = 1; k < outline.size(); ++k) {
    const auto lower = add_ring(mesh, outline[k].z, outline[k].radius, segments);
    const std::uint32_t label = outline[k - 1].label;
    for (int i = 0; i < segments; ++i) {
      const int j = (i + 1) % segments;
      add_triangle(mesh, upper[i], lower[i], lower[j], label);
      add_triangle(mesh, upper[i], lower[j], upper[j], label);
    }
    upper = lower;
  }
}

void add_holed_rectangle(Mesh& mesh, double half_x, double half_y, double hole, double z, int segments,
                         std::uint32_t label) {
  // Corners are among the directions, so the outer edge is straight and tiles meet without gaps.
  std::vector<double> angles;
  for (int i = 0; i < segments; ++i) angles.push_back(2.0 * kPi * i / segments);
  for (const double corner : {std::atan2(half_y, half_x), std::atan2(half_y, -half_x)}) {
    angles.push_back(corner);
    angles.push_back(corner + kPi);
  }
  std::sort(angles.begin(), angles.end());
  angles.erase(std::unique(angles.begin(), angles.end(), [](double a, double b) { return b - a < 1e-6; }),
               angles.end());
  std::vector<std::uint32_t> inner, outer;
  for (const double angle : angles) {
    const double c = std::cos(angle), s = std::sin(angle);
    const double reach = std::min(half_x / std::max(std::abs(c), 1e-12), half_y / std::max(std::abs(s), 1e-12));
    inner.push_back(add_vertex(mesh, hole * c, hole * s, z));
    outer.push_back(add_vertex(mesh, reach * c, reach * s, z));
  }
  for (std::size_t i = 0; i < angles.size(); ++i) {
    const std::size_t j = (i + 1) % angles.size();
    add_triangle(mesh, inner[i], outer[i], outer[j], label);
    add_triangle(mesh, inner[i], outer[j], inner[j], label);
  }
}

Mesh closed_cylinder(double radius, double half_height, int segments) {
  Mesh mesh;
  add_revolution(mesh,
                 {{half_height, 0.0, 0}, {half_height, radius, 0}, {-half_height, radius, 0}, {-half_height, 0.0, 0}},
                 segments);
  return mesh;
}
