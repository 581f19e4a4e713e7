// Triangle meshes made by turning outlines, with labels that say what each triangle is.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

struct Mesh {
  std::vector<std::array<float, 3>> vertices;           // mm
  std::vector<std::array<std::uint32_t, 3>> triangles;  // counterclockwise seen from outside
  std::vector<std::uint32_t> label;                     // one a triangle
};

struct OutlinePoint {
  double z, radius;     // mm; from the front (+z) to the back
  std::uint32_t label;  // of the band from this point to the next
};

// Adds the surface of revolution of an outline about z. Points with radius 0 close it.
void add_revolution(Mesh& mesh, const std::vector<OutlinePoint>& outline, int segments);

// Adds a rectangle with a round hole around z = 0 plane's origin, seen from both sides.
void add_holed_rectangle(Mesh& mesh, double half_x, double half_y, double hole, double z, int segments,
                         std::uint32_t label);

// A closed cylinder about z (normals outward), the polygon of `segments` sides drawn around it.
Mesh closed_cylinder(double radius, double half_height, int segments);
