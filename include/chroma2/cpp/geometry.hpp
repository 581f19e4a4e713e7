// Geometries: put together, committed once, queried by rays.
#ifndef CHROMA2_CPP_GEOMETRY_HPP
#define CHROMA2_CPP_GEOMETRY_HPP

#include "chroma2/cpp/columns.hpp"
#include "chroma2/cpp/gdml.hpp"

namespace chroma2 {

/// A detector: materials, surfaces, meshes, their instances and wire planes. Functions that change
/// it are for one thread at a time, the others for any. Sessions keep what they need of it alive.
class geometry : public handle<chroma2_geometry, destroy_with<chroma2_geometry, chroma2_geometry_destroy>> {
 public:
  geometry() noexcept = default;
  explicit geometry(no_handle_t) noexcept {}
  explicit geometry(chroma2_geometry* raw) noexcept { reset(raw); }
  /// An empty geometry that uses the threads of a context.
  explicit geometry(const context& owner) {
    chroma2_geometry* raw = nullptr;
    check(chroma2_geometry_create(owner.get(), &raw));
    reset(raw);
  }

  /// The geometry of a scene file, not committed.
  static geometry load(const context& owner, const std::string& path) {
    chroma2_geometry* raw = nullptr;
    check(chroma2_geometry_load(owner.get(), path.c_str(), &raw));
    return geometry(raw);
  }
  /// The geometry of a GDML file, not committed; its first instances are the file's placements.
  static geometry load_gdml(const context& owner, const std::string& path, const gdml_options& options = {}) {
    return geometry(detail::load_gdml(owner.get(), path, options));
  }
  /// Writes a scene file, with its meshes beside it.
  void save(const std::string& path) const { check(chroma2_geometry_save(get(), path.c_str())); }

  /// Adds a material, transparent with index 1 until its properties are set; gives its index.
  std::uint32_t add_material(const std::string& name) {
    std::uint32_t index = 0;
    check(chroma2_geometry_add_material(get(), name.c_str(), &index));
    return index;
  }
  /// Sets a chroma2_material_property to one value.
  void set_material(std::uint32_t material, std::uint32_t property, double value) {
    check(chroma2_geometry_set_material_property(get(), material, property, nullptr, &value, 1));
  }
  /// Sets a chroma2_material_property to values at increasing wavelengths in nm.
  void set_material(std::uint32_t material, std::uint32_t property, span<double> wavelengths, span<double> values) {
    detail::same_size("wavelengths", wavelengths.size(), "values", values.size());
    check(chroma2_geometry_set_material_property(get(), material, property, wavelengths.data(), values.data(),
                                                 values.size()));
  }
  /// Adds a reemission component to a material.
  void add_reemission(std::uint32_t material, const chroma2_reemission_config& component) {
    check(chroma2_geometry_add_reemission(get(), material, &component));
  }
  void add_reemission(std::uint32_t material, const reemission& component) {
    add_reemission(material, component.config());
  }

  /// Adds a scintillation component to a material.
  void add_scintillation(std::uint32_t material, const chroma2_scintillation_config& component) {
    check(chroma2_geometry_add_scintillation(get(), material, &component));
  }

  /// Adds a surface of a chroma2_surface_model; gives its index.
  std::uint32_t add_surface(const std::string& name, std::uint32_t model = CHROMA2_SURFACE_MODEL_DEFAULT) {
    std::uint32_t index = 0;
    check(chroma2_geometry_add_surface(get(), name.c_str(), model, &index));
    return index;
  }
  /// Sets a chroma2_surface_property to one value.
  void set_surface(std::uint32_t surface, std::uint32_t property, double value) {
    check(chroma2_geometry_set_surface_property(get(), surface, property, nullptr, &value, 1));
  }
  /// Sets a chroma2_surface_property to values at increasing wavelengths in nm.
  void set_surface(std::uint32_t surface, std::uint32_t property, span<double> wavelengths, span<double> values) {
    detail::same_size("wavelengths", wavelengths.size(), "values", values.size());
    check(chroma2_geometry_set_surface_property(get(), surface, property, wavelengths.data(), values.data(),
                                                values.size()));
  }

  /// Lets another surface, CHROMA2_NONE for none, stand for one to light from the inner side.
  void set_surface_inner_side(std::uint32_t surface, std::uint32_t inner_side) {
    check(chroma2_geometry_set_surface_inner_side(get(), surface, inner_side));
  }

  /// Sets the distribution of the wavelength that a wavelength shifter emits: cumulative values, from 0 to
  /// 1, at increasing wavelengths in nm.
  void set_surface_reemission(std::uint32_t surface, span<double> wavelengths, span<double> cumulative) {
    detail::same_size("wavelengths", wavelengths.size(), "cumulative", cumulative.size());
    check(chroma2_geometry_set_surface_reemission_cdf(get(), surface, wavelengths.data(), cumulative.data(),
                                                      cumulative.size()));
  }
  /// Sets the distribution of its delays: cumulative values, from 0 to 1, at increasing times in ns.
  void set_surface_reemission_times(std::uint32_t surface, span<double> times, span<double> cumulative) {
    detail::same_size("times", times.size(), "cumulative", cumulative.size());
    check(chroma2_geometry_set_surface_reemission_time_cdf(get(), surface, times.data(), cumulative.data(),
                                                           cumulative.size()));
  }
  /// Sets the probabilities of an angular surface at increasing angles of incidence, radians.
  void set_surface_angular(std::uint32_t surface, span<double> angles, span<double> transmit,
                           span<double> reflect_specular, span<double> reflect_diffuse) {
    detail::same_size("angles", angles.size(), "transmit", transmit.size());
    detail::same_size("angles", angles.size(), "reflect_specular", reflect_specular.size());
    detail::same_size("angles", angles.size(), "reflect_diffuse", reflect_diffuse.size());
    check(chroma2_geometry_set_surface_angular(get(), surface, angles.data(), transmit.data(), reflect_specular.data(),
                                               reflect_diffuse.data(), angles.size()));
  }
  /// Adds an angle of incidence (radians, above those before) to a dichroic surface, with the same
  /// probabilities at all wavelengths.
  void add_dichroic_angle(std::uint32_t surface, double angle, double reflect, double transmit) {
    check(chroma2_geometry_add_surface_dichroic_angle(get(), surface, angle, nullptr, &reflect, 1, nullptr, &transmit,
                                                      1));
  }
  /// The same with probabilities at increasing wavelengths in nm.
  void add_dichroic_angle(std::uint32_t surface, double angle, span<double> reflect_wavelengths, span<double> reflect,
                          span<double> transmit_wavelengths, span<double> transmit) {
    detail::same_size("reflect_wavelengths", reflect_wavelengths.size(), "reflect", reflect.size());
    detail::same_size("transmit_wavelengths", transmit_wavelengths.size(), "transmit", transmit.size());
    check(chroma2_geometry_add_surface_dichroic_angle(get(), surface, angle, reflect_wavelengths.data(), reflect.data(),
                                                      reflect.size(), transmit_wavelengths.data(), transmit.data(),
                                                      transmit.size()));
  }

  /// Adds a mesh described by the C struct; gives its index.
  std::uint32_t add_mesh(const chroma2_mesh_config& mesh) {
    std::uint32_t index = 0;
    check(chroma2_geometry_add_mesh(get(), &mesh, &index));
    return index;
  }
  /// Adds a mesh with the same materials on all triangles; `surface` CHROMA2_NONE: bare boundary.
  std::uint32_t add_mesh(const std::string& name, span<std::array<float, 3>> vertices,
                         span<std::array<std::uint32_t, 3>> triangles, std::uint32_t inner_material,
                         std::uint32_t outer_material, std::uint32_t surface = CHROMA2_NONE) {
    auto mesh = make<chroma2_mesh_config>();
    mesh.name = name.c_str();
    mesh.vertices = vertices.size() ? vertices.data()->data() : nullptr;
    mesh.vertex_count = vertices.size();
    mesh.triangles = triangles.size() ? triangles.data()->data() : nullptr;
    mesh.triangle_count = triangles.size();
    mesh.inner_material = inner_material;
    mesh.outer_material = outer_material;
    mesh.has_surface = surface != CHROMA2_NONE;
    mesh.surface = mesh.has_surface ? surface : 0;
    return add_mesh(mesh);
  }

  /// Adds a mesh from a file (STL, OBJ, PLY); gives its index.
  std::uint32_t add_mesh(const chroma2_mesh_file_config& file) {
    std::uint32_t index = 0;
    check(chroma2_geometry_add_mesh_file(get(), &file, &index));
    return index;
  }

  /// Places a mesh where it is, without a channel.
  std::uint32_t add_instance(std::uint32_t mesh) {
    std::uint32_t index = 0;
    check(chroma2_geometry_add_instance(get(), mesh, nullptr, nullptr, -1, &index));
    return index;
  }
  /// Places a mesh: rotation row by row, translation in mm, channel -1 for none.
  std::uint32_t add_instance(std::uint32_t mesh, const std::array<double, 9>& rotation,
                             const std::array<double, 3>& translation, std::int32_t channel = -1) {
    std::uint32_t index = 0;
    check(chroma2_geometry_add_instance(get(), mesh, rotation.data(), translation.data(), channel, &index));
    return index;
  }
  /// How far facets of all meshes may be from the smooth bodies that they stand for, in mm; 0: not known.
  void set_chord(double chord) { check(chroma2_geometry_set_chord(get(), chord)); }
  /// Places many meshes; gives the index of the first one, the others follow. All or none are added.
  std::uint32_t add_instances(const chroma2_instances& many) {
    std::uint32_t first = 0;
    check(chroma2_geometry_add_instances(get(), &many, &first));
    return first;
  }
  std::uint32_t add_instances(const instances& many) { return add_instances(many.config()); }
  /// Moves an instance: rotation row by row, translation in mm.
  void move_instance(std::uint32_t instance, const std::array<double, 9>& rotation,
                     const std::array<double, 3>& translation) {
    check(chroma2_geometry_move_instance(get(), instance, rotation.data(), translation.data()));
  }
  /// Moves an instance, whose rotation stays.
  void move_instance(std::uint32_t instance, const std::array<double, 3>& translation) {
    check(chroma2_geometry_move_instance(get(), instance, nullptr, translation.data()));
  }
  /// Moves many instances, one for each entry of the placements. All or none are moved.
  void move_instances(span<std::uint32_t> instances, const chroma2_instances& placements) {
    detail::same_size("instances", instances.size(), "placements", placements.count);
    check(chroma2_geometry_move_instances(get(), instances.data(), &placements));
  }
  void move_instances(span<std::uint32_t> instances, const chroma2::instances& placements) {
    move_instances(instances, placements.config());
  }
  /// Sets the channel of an instance; -1: none.
  void set_channel(std::uint32_t instance, std::int32_t channel) {
    check(chroma2_geometry_set_channel(get(), instance, channel));
  }
  /// Takes all reemission components of a material away.
  void clear_reemission(std::uint32_t material) { check(chroma2_geometry_clear_reemission(get(), material)); }
  /// Takes all scintillation components of a material away.
  void clear_scintillation(std::uint32_t material) { check(chroma2_geometry_clear_scintillation(get(), material)); }
  /// Takes all angles of a dichroic surface away.
  void clear_surface_dichroic(std::uint32_t surface) { check(chroma2_geometry_clear_surface_dichroic(get(), surface)); }
  /// Adds a surface for light that goes from one instance into another; CHROMA2_NONE is what is in no instance.
  void add_border_surface(std::uint32_t from, std::uint32_t into, std::uint32_t surface) {
    check(chroma2_geometry_add_border_surface(get(), from, into, surface));
  }
  /// The same for light that goes from any instance of a mesh into any of another one.
  void add_mesh_border_surface(std::uint32_t from, std::uint32_t into, std::uint32_t surface) {
    check(chroma2_geometry_add_mesh_border_surface(get(), from, into, surface));
  }
  /// Adds a plane of wires; gives its index.
  std::uint32_t add_wire_plane(const chroma2_wire_plane& plane) {
    std::uint32_t index = 0;
    check(chroma2_geometry_add_wire_plane(get(), &plane, &index));
    return index;
  }

  /// Index of the first thing of a name; `item` is a chroma2_geometry_item. Throws where there is none.
  std::uint32_t find(std::uint32_t item, const std::string& name) const {
    std::uint32_t index = 0;
    check(chroma2_geometry_find(get(), item, name.c_str(), &index));
    return index;
  }
  /// Name of a thing; `item` is a chroma2_geometry_item.
  std::string name(std::uint32_t item, std::uint32_t index) const {
    std::size_t length = 0;
    check(chroma2_geometry_get_name(get(), item, index, nullptr, 0, &length));
    std::string text(length + 1, '\0');  // and the NUL
    check(chroma2_geometry_get_name(get(), item, index, text.data(), text.size(), nullptr));
    text.resize(length);
    return text;
  }
  /// How many wires a plane has.
  std::uint64_t wire_count(std::uint32_t plane) const {
    std::uint64_t count = 0;
    check(chroma2_geometry_get_wire_count(get(), plane, &count));
    return count;
  }

  /// A geometry that is the same as this committed one and can be changed; its commit takes over what stays.
  geometry revise() const {
    chroma2_geometry* raw = nullptr;
    check(chroma2_geometry_revise(get(), &raw));
    return geometry(raw);
  }
  /// Checks the geometry as a whole and freezes it. `tree_cache`: a folder that keeps built trees.
  void commit(std::uint32_t quality = CHROMA2_BUILD_QUALITY_DEFAULT, bool with_check = false, double weld_tolerance = 0,
              const char* tree_cache = nullptr) {
    auto config = make<chroma2_commit_config>();
    config.quality = quality;
    config.check = with_check;
    config.weld_tolerance = weld_tolerance;
    config.tree_cache = tree_cache;
    commit(config);
  }
  void commit(const chroma2_commit_config& config) { check(chroma2_geometry_commit(get(), &config)); }
  chroma2_geometry_info info() const {
    auto info = make<chroma2_geometry_info>();
    check(chroma2_geometry_get_info(get(), &info));
    return info;
  }
  chroma2_geometry_report report() const {
    auto report = make<chroma2_geometry_report>();
    check(chroma2_geometry_get_report(get(), &report));
    return report;
  }
  /// SHA-256 of all that decides results.
  std::array<std::uint8_t, 32> digest() const {
    std::array<std::uint8_t, 32> digest{};
    check(chroma2_geometry_get_digest(get(), digest.data()));
    return digest;
  }
  /// Channel of what was hit; -1: none.
  std::int32_t channel(std::uint32_t instance, std::uint32_t triangle) const {
    std::int32_t channel = -1;
    check(chroma2_geometry_get_channel(get(), instance, triangle, &channel));
    return channel;
  }

  /// How many placements a geometry of a GDML file has. This and what follows throws where it was not loaded from one.
  std::uint64_t placement_count() const {
    std::uint64_t count = 0;
    check(chroma2_geometry_get_placement_count(get(), &count));
    return count;
  }
  /// The placement that an instance is.
  chroma2_gdml_placement placement(std::uint32_t instance) const {
    auto placement = make<chroma2_gdml_placement>();
    check(chroma2_geometry_get_placement(get(), instance, &placement));
    return placement;
  }
  /// Its path, as "/world:0/tank:0/tube:17".
  std::string placement_path(std::uint32_t instance) const {
    return detail::text_of([&](char* buffer, std::uint64_t size, std::uint64_t* needed) {
      return chroma2_geometry_get_placement_path(get(), instance, buffer, size, needed);
    });
  }
  /// The placement of a path; copy numbers may be left out where there is one only.
  std::uint32_t find_placement(const std::string& path) const {
    std::uint32_t instance = 0;
    check(chroma2_geometry_find_placement(get(), path.c_str(), &instance));
    return instance;
  }
  /// What a user should know of the file, one line a sentence.
  std::string notes() const {
    return detail::text_of([&](char* buffer, std::uint64_t size, std::uint64_t* needed) {
      return chroma2_geometry_get_notes(get(), buffer, size, needed);
    });
  }
  /// What looks wrong in how placements lie, one line each, after the commit; gaps of less than `gap` mm count (0: 0.001).
  std::string check_placements(double gap = 0) const {
    std::string text(1 << 16, '\0');  // the work is done by each call: mostly one is enough
    std::uint64_t needed = 0;
    chroma2_status status = chroma2_geometry_check_placements(get(), gap, text.data(), text.size(), &needed);
    if (status == CHROMA2_STATUS_INVALID_ARGUMENT && needed > text.size()) {
      text.resize(static_cast<std::size_t>(needed));
      status = chroma2_geometry_check_placements(get(), gap, text.data(), text.size(), &needed);
    }
    check(status);
    text.resize(static_cast<std::size_t>(needed) - 1);  // without the NUL
    return text;
  }

  /// The first thing that each ray meets; origins (mm) and directions have 3 values a ray, the distances that
  /// rays go (mm) one, or none for all.
  ray_hits closest_hits(span<float> origins, span<float> directions, span<float> max_distances = {}) const {
    const chroma2_rays rays = detail::rays_of(origins, directions, max_distances);
    ray_hits found(rays.count);
    closest_hits(rays, found.config());
    return found;
  }
  /// The same by the C structs: strides, and the memory of a GPU.
  void closest_hits(const chroma2_rays& rays, const chroma2_ray_hits& hits) const {
    check(chroma2_geometry_closest_hits(get(), &rays, &hits));
  }
  /// 1 for each ray that meets anything, else 0; faster.
  std::vector<std::uint8_t> any_hits(span<float> origins, span<float> directions,
                                     span<float> max_distances = {}) const {
    const chroma2_rays rays = detail::rays_of(origins, directions, max_distances);
    std::vector<std::uint8_t> hit(rays.count);
    any_hits(rays, hit.data());
    return hit;
  }
  /// The same by the C struct, written to as many bytes as there are rays.
  void any_hits(const chroma2_rays& rays, std::uint8_t* hit) const {
    check(chroma2_geometry_any_hits(get(), &rays, hit));
  }
};

}  // namespace chroma2

#endif  // CHROMA2_CPP_GEOMETRY_HPP
