// A second translation unit: everything in chroma2.hpp is inline, so both link into one program.
#include <chroma2.hpp>

#include "box.hpp"

chroma2::geometry box(const chroma2::context& context) {
  chroma2::geometry g(context);
  const std::uint32_t air = g.add_material("air");
  g.set_material(air, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, std::vector<double>{400, 500},
                 std::vector<double>{5e3, 9e3});
  const std::uint32_t wall = g.add_surface("wall");
  g.set_surface(wall, CHROMA2_SURFACE_PROPERTY_DETECT, 0.5);
  g.set_surface(wall, CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE, 0.5);
  const std::vector<std::array<float, 3>> corners = {{-9, -9, -9}, {9, -9, -9}, {9, 9, -9}, {-9, 9, -9},
                                                     {-9, -9, 9},  {9, -9, 9},  {9, 9, 9},  {-9, 9, 9}};
  const std::vector<std::array<std::uint32_t, 3>> sides = {{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7},
                                                           {0, 1, 5}, {0, 5, 4}, {1, 2, 6}, {1, 6, 5},
                                                           {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}};
  g.add_instance(g.add_mesh("box", corners, sides, air, air, wall), {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 0, 0}, 4);
  return g;
}
