#include "detector.hpp"

#include <cmath>

#include "mesh.hpp"
#include "optics.hpp"

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kSegments = 36;  // around a photomultiplier

// What a triangle of the photomultiplier's mesh is.
enum Label : std::uint32_t { kGlass, kCathode, kMirror, kDynodes };

// Outline of the 20-inch R3600 (Hamamatsu data sheet; Fukuda et al., fig. 8): bulb 508 mm wide, its
// front 180 mm before the widest place, photocathode 460 mm wide, neck 254 mm, 610 mm long in all;
// 5 mm of glass. Front and back of the bulb are halves of ellipsoids.
constexpr double kBulbRadius = 254.0, kFront = 180.0, kBack = 150.0, kNeckRadius = 127.0;
constexpr double kEnd = -430.0, kGlassThickness = 5.0, kCathodeRadius = 230.0;

// The bulb `inset` mm inside the glass; label(z, radius) says what the band below a point is.
template <class Choose>
std::vector<OutlinePoint> outline(double inset, Choose label) {
  std::vector<OutlinePoint> points;
  const auto add = [&](double z, double radius) { points.push_back({z, radius, label(z, radius)}); };
  const double a = kBulbRadius - inset, neck = kNeckRadius - inset;
  const int bands = 14;
  add(kFront - inset, 0.0);
  for (int i = 1; i <= bands; ++i) {
    const double angle = 0.5 * kPi * i / bands;
    add((kFront - inset) * std::cos(angle), a * std::sin(angle));
  }
  const double last = std::acos(neck / a);  // where the bulb has narrowed to the neck
  for (int i = 1; i <= 8; ++i) {
    const double angle = last * i / 8;
    add(-(kBack - inset) * std::sin(angle), a * std::cos(angle));
  }
  add(kEnd + inset, neck);
  add(kEnd + inset, 0.0);
  return points;
}

// A photomultiplier looking along +z.
Mesh photomultiplier() {
  Mesh mesh;
  add_revolution(mesh, outline(0.0, [](double, double) { return kGlass; }), kSegments);
  const auto inside = [](double z, double radius) -> std::uint32_t {
    if (z > 0.0 && radius < kCathodeRadius) return kCathode;
    return radius > kNeckRadius ? kMirror : kDynodes;
  };
  add_revolution(mesh, outline(kGlassThickness, inside), kSegments);
  return mesh;
}

struct Optics {
  std::uint32_t water, glass, vacuum, cathode, mirror, dynodes, sheet;
};

void set(chroma2::geometry& g, std::uint32_t material, std::uint32_t property, const Column& column) {
  g.set_material(material, property, column.wavelength, column.value);
}

Optics add_optics(chroma2::geometry& g) {
  Optics o;
  o.water = g.add_material("water");
  set(g, o.water, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, optics::water_index());
  set(g, o.water, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, optics::water_absorption_length());
  set(g, o.water, CHROMA2_MATERIAL_PROPERTY_SCATTERING_LENGTH, optics::water_scattering_length());
  o.glass = g.add_material("glass");
  set(g, o.glass, CHROMA2_MATERIAL_PROPERTY_REFRACTIVE_INDEX, optics::glass_index());
  set(g, o.glass, CHROMA2_MATERIAL_PROPERTY_ABSORPTION_LENGTH, optics::glass_absorption_length());
  o.vacuum = g.add_material("vacuum");

  // The rest of the light that the photocathode neither reflects nor turns into a count is lost.
  o.cathode = g.add_surface("photocathode");
  Column detect = optics::detection_efficiency(), lost = detect;
  for (double& value : lost.value) value = 1.0 - optics::kPhotocathodeReflects - value;
  g.set_surface(o.cathode, CHROMA2_SURFACE_PROPERTY_DETECT, detect.wavelength, detect.value);
  g.set_surface(o.cathode, CHROMA2_SURFACE_PROPERTY_ABSORB, lost.wavelength, lost.value);
  g.set_surface(o.cathode, CHROMA2_SURFACE_PROPERTY_REFLECT_SPECULAR, optics::kPhotocathodeReflects);
  const auto opaque = [&g](const char* name, std::uint32_t property, double reflects) {
    const std::uint32_t surface = g.add_surface(name);
    g.set_surface(surface, property, reflects);
    g.set_surface(surface, CHROMA2_SURFACE_PROPERTY_ABSORB, 1.0 - reflects);
    return surface;
  };
  o.mirror = opaque("aluminium", CHROMA2_SURFACE_PROPERTY_REFLECT_SPECULAR, optics::kAluminiumReflects);
  o.dynodes = opaque("dynodes", CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE, 0.0);
  o.sheet = opaque("black sheet", CHROMA2_SURFACE_PROPERTY_REFLECT_DIFFUSE, optics::kBlackSheetReflects);
  return o;
}

std::uint32_t add_photomultiplier(chroma2::geometry& g, const Optics& o) {
  struct Side {
    std::uint32_t inner, outer, surface;
  };
  const Side sides[] = {{o.glass, o.water, CHROMA2_NONE},  // kGlass
                        {o.vacuum, o.glass, o.cathode},
                        {o.vacuum, o.glass, o.mirror},
                        {o.vacuum, o.glass, o.dynodes}};
  const Mesh mesh = photomultiplier();
  std::vector<std::uint32_t> inner, outer, surface;
  for (const std::uint32_t label : mesh.label) {
    inner.push_back(sides[label].inner);
    outer.push_back(sides[label].outer);
    surface.push_back(sides[label].surface);
  }
  auto config = chroma2::make<chroma2_mesh_config>();
  config.name = "photomultiplier";
  config.vertices = mesh.vertices.data()->data();
  config.vertex_count = mesh.vertices.size();
  config.triangles = mesh.triangles.data()->data();
  config.triangle_count = mesh.triangles.size();
  config.inner_materials = inner.data();
  config.outer_materials = outer.data();
  config.surfaces = surface.data();
  return g.add_mesh(config);
}

// A tile of black sheet with a hole for a photomultiplier's widest place.
std::uint32_t add_tile(chroma2::geometry& g, const Optics& o, double width, double height) {
  Mesh mesh;
  add_holed_rectangle(mesh, 0.5 * width, 0.5 * height, kBulbRadius + 1.0, 0.0, kSegments, 0);
  return g.add_mesh("tile", mesh.vertices, mesh.triangles, o.water, o.water, o.sheet);
}

int columns(const Layout& layout) {
  return 2 * static_cast<int>(std::lround(kPi * layout.radius / layout.pitch));  // even: none at the seam
}

int rows(const Layout& layout) { return static_cast<int>(std::lround(2.0 * layout.half_height / layout.pitch)); }

}  // namespace

std::vector<Photomultiplier> place(const Layout& layout) {
  std::vector<Photomultiplier> all;
  const int across = columns(layout), up = rows(layout);
  for (int row = 0; row < up; ++row) {
    const double z = layout.half_height * ((2.0 * row + 1.0) / up - 1.0);
    for (int column = 0; column < across; ++column) {
      const double phi = 2.0 * kPi * (column + 0.5) / across, c = std::cos(phi), s = std::sin(phi);
      all.push_back(
          {Region::kBarrel, {layout.radius * c, layout.radius * s, z}, {s, 0.0, -c, -c, 0.0, -s, 0.0, 1.0, 0.0}});
    }
  }
  const int reach = static_cast<int>(layout.radius / layout.pitch);
  for (int i = -reach; i <= reach; ++i) {
    for (int j = -reach; j <= reach; ++j) {
      const double x = i * layout.pitch, y = j * layout.pitch;
      if (std::hypot(x, y) > layout.radius - 0.45 * layout.pitch) continue;
      all.push_back({Region::kTop, {x, y, layout.half_height}, {1, 0, 0, 0, -1, 0, 0, 0, -1}});
      all.push_back({Region::kBottom, {x, y, -layout.half_height}, {1, 0, 0, 0, 1, 0, 0, 0, 1}});
    }
  }
  return all;
}

chroma2::geometry build(const chroma2::context& context, const Layout& layout,
                        const std::vector<Photomultiplier>& photomultipliers) {
  chroma2::geometry geometry(context);
  const Optics optics = add_optics(geometry);

  // The tank lies behind the photomultipliers' ends; nothing leaves it.
  const Mesh tank = closed_cylinder(layout.radius + 1000.0, layout.half_height + 700.0, 180);
  geometry.add_instance(
      geometry.add_mesh("tank", tank.vertices, tank.triangles, optics.water, optics.water, optics.sheet));

  const std::uint32_t tube = add_photomultiplier(geometry, optics);
  const double width = 2.0 * layout.radius * std::tan(kPi / columns(layout));
  const std::uint32_t wall = add_tile(geometry, optics, width, 2.0 * layout.half_height / rows(layout));
  const std::uint32_t cap = add_tile(geometry, optics, layout.pitch, layout.pitch);
  for (std::size_t i = 0; i < photomultipliers.size(); ++i) {
    const Photomultiplier& p = photomultipliers[i];
    geometry.add_instance(tube, p.rotation, p.position, static_cast<std::int32_t>(i));
    geometry.add_instance(p.region == Region::kBarrel ? wall : cap, p.rotation, p.position);
  }
  geometry.commit();
  return geometry;
}
