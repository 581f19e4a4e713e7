// A detector for programs without a scene file: a box of water, 8 m wide, with 600 light sensors before its walls.
#pragma once
#include <vector>

#include "program.h"

// A cube around the origin; its mesh.
inline uint32_t box_mesh(chroma2_geometry* geometry, float half, uint32_t inner, uint32_t outer, uint32_t surface) {
  float corners[8][3];
  for (int i = 0; i < 8; ++i)
    for (int k = 0; k < 3; ++k) corners[i][k] = (i >> (2 - k) & 1) != 0 ? half : -half;
  static const uint32_t sides[12][3] = {{0, 1, 3}, {0, 3, 2}, {4, 6, 7}, {4, 7, 5}, {0, 4, 5}, {0, 5, 1},
                                        {2, 3, 7}, {2, 7, 6}, {0, 2, 6}, {0, 6, 4}, {1, 5, 7}, {1, 7, 3}};
  auto mesh = make<chroma2_mesh_config>();
  mesh.vertices = corners[0];
  mesh.vertex_count = 8;
  mesh.triangles = sides[0];
  mesh.triangle_count = 12;
  mesh.inner_material = inner;
  mesh.outer_material = outer;
  mesh.has_surface = 1;
  mesh.surface = surface;
  uint32_t index = 0;
  check(chroma2_geometry_add_mesh(geometry, &mesh, &index));
  return index;
}

// Of a scene file, or the box where that is NULL; committed.
inline chroma2_geometry* detector(const chroma2_context* context, const char* scene) {
  chroma2_geometry* geometry = nullptr;
  if (scene) {
    check(chroma2_geometry_load(context, scene, &geometry));
    check(chroma2_geometry_commit(geometry, nullptr));
    return geometry;
  }
  check(chroma2_geometry_create(context, &geometry));
  uint32_t water = 0, outside = 0, wall = 0, sensor = 0;
  const auto property = [&](chroma2_material_property which, double value) {
    check(chroma2_geometry_set_material_property(geometry, water, which, nullptr, &value, 1));
  };
  check(chroma2_geometry_add_material(geometry, "water", &water));
  check(chroma2_geometry_add_material(geometry, "outside", &outside));
  property(CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, 1.33);
  property(CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, 60000);
  property(CHROMA2_MATERIAL_PROPERTY_SCATTERING_LENGTH, 20000);
  const auto surface = [&](const char* name, chroma2_surface_property which, double share) {
    uint32_t index = 0;
    const double rest = 1 - share;
    check(chroma2_geometry_add_surface(geometry, name, CHROMA2_SURFACE_MODEL_DEFAULT, &index));
    check(chroma2_geometry_set_surface_property(geometry, index, which, nullptr, &share, 1));
    check(chroma2_geometry_set_surface_property(geometry, index, CHROMA2_SURFACE_PROPERTY_ABSORB, nullptr, &rest, 1));
    return index;
  };
  wall = surface("wall", CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE, 0.5);
  sensor = surface("sensor", CHROMA2_SURFACE_PROPERTY_DETECT, 0.3);

  auto instances = make<chroma2_instances>();
  instances.count = 1;
  instances.mesh = box_mesh(geometry, 4000, water, outside, wall);
  check(chroma2_geometry_add_instances(geometry, &instances, nullptr));
  std::vector<double> places;
  std::vector<int32_t> channels;
  for (int side = 0; side < 6; ++side)
    for (int i = 0; i < 100; ++i) {
      double place[3];
      place[side / 2] = side % 2 != 0 ? 3800 : -3800;
      place[(side / 2 + 1) % 3] = 700 * (i % 10 - 4.5);
      place[(side / 2 + 2) % 3] = 700 * (i / 10 - 4.5);
      places.insert(places.end(), place, place + 3);
      channels.push_back(static_cast<int32_t>(channels.size()));
    }
  instances.count = channels.size();
  instances.mesh = box_mesh(geometry, 100, outside, water, sensor);
  instances.translations = places.data();
  instances.channels = channels.data();
  check(chroma2_geometry_add_instances(geometry, &instances, nullptr));
  check(chroma2_geometry_commit(geometry, nullptr));
  return geometry;
}
