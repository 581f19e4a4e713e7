// Detectors from GDML files by chroma2.hpp: options, placements and their paths, notes, the check of how they lie.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "check.hpp"
#include <chroma2.hpp>

namespace {

const char* const kTank = R"(<gdml>
<define>
  <matrix name="n" coldim="2" values="2*eV 1.33 4*eV 1.35"/>
  <matrix name="one" coldim="2" values="2*eV 1 4*eV 1"/>
  <matrix name="zero" coldim="2" values="2*eV 0 4*eV 0"/>
</define>
<materials>
  <material name="Water"><property name="RINDEX" ref="n"/><property name="BISMUTH" ref="n"/>
    <D value="1"/><fraction n="1" ref="N"/></material>
  <material name="Glass"><D value="2"/><fraction n="1" ref="N"/></material>
</materials>
<solids>
  <box name="tank" x="1000" y="1000" z="1000"/>
  <orb name="bulb" r="100"/>
  <opticalsurface name="cathode" model="unified" finish="polished" type="dielectric_metal" value="0">
    <property name="REFLECTIVITY" ref="zero"/><property name="EFFICIENCY" ref="one"/>
  </opticalsurface>
</solids>
<structure>
  <volume name="Tube"><materialref ref="Glass"/><solidref ref="bulb"/></volume>
  <volume name="Tank"><materialref ref="Water"/><solidref ref="tank"/>
    <physvol name="tube" copynumber="4"><volumeref ref="Tube"/><position name="p" x="-400"/></physvol>
    <physvol name="tube" copynumber="7"><volumeref ref="Tube"/><position name="q" x="450" y="10"/></physvol>
  </volume>
  <skinsurface name="skin" surfaceproperty="cathode"><volumeref ref="Tube"/></skinsurface>
</structure>
<setup name="Default" version="1.0"><world ref="Tank"/></setup>
</gdml>
)";

std::string write_file() {
  const char* const out = std::getenv("CHROMA2_TEST_OUT");
  const std::string path = std::string(out ? out : "/tmp") + "/tank_cpp.gdml";
  std::ofstream(path) << kTank;
  return path;
}

void refusals(const chroma2::context& context, const std::string& file) {
  const auto load = [&](const chroma2::gdml_options& options) { chroma2::geometry::load_gdml(context, file, options); };
  CHECK(status_of([&] { load({}); }, "BISMUTH is not simulated") == CHROMA2_STATUS_FORMAT);
  chroma2::gdml_options options;
  options.ignore = {"BISMUTH"};
  options.chord = -1;
  CHECK(status_of([&] { load(options); }, "config->chord is -1") == CHROMA2_STATUS_INVALID_ARGUMENT);
  options.chord = 0;
  options.channels = {"volume:Cube"};
  CHECK(status_of([&] { load(options); }, "names no placement") == CHROMA2_STATUS_INVALID_ARGUMENT);
  options.channels.clear();
  options.detection = 99;
  CHECK(status_of([&] { load(options); }, "detection is 99") == CHROMA2_STATUS_INVALID_ARGUMENT);
  CHECK(status_of([&] { chroma2::geometry::load_gdml(context, "/nowhere"); }, "/nowhere") == CHROMA2_STATUS_IO);
  const chroma2::geometry other(context);
  CHECK(status_of([&] { other.placement_count(); }, "not loaded") == CHROMA2_STATUS_INVALID_STATE);
}

void placements(const chroma2::context& context, const std::string& file) {
  chroma2::gdml_options options;
  options.ignore = {"Water.BISMUTH"};
  options.channels = {"volume:Tu?e=copy"};
  options.chord = 1;
  options.keep_volume = options.outside_files = options.exponential_shifters = true;
  options.detection = CHROMA2_GDML_DETECTION_SURFACE;
  chroma2::geometry geometry = chroma2::geometry::load_gdml(context, file, options);
  CHECK(geometry.placement_count() == 3 && geometry.notes().find("no RINDEX: Glass") != std::string::npos);
  CHECK(geometry.placement(0).mother == CHROMA2_NONE && geometry.placement(0).depth == 0);
  const std::uint32_t tube = geometry.find_placement("/Tank/tube:7");
  const chroma2_gdml_placement placed = geometry.placement(tube);
  CHECK(placed.mother == 0 && placed.copy == 7 && placed.channel == 7 && placed.position[0] == 450);
  CHECK(geometry.name(CHROMA2_GEOMETRY_ITEM_MESH, placed.mesh) == "Tube");
  CHECK(geometry.placement_path(tube) == "/Tank:0/tube:7");
  CHECK(status_of([&] { geometry.find_placement("/Tank/tube"); }, "any of 2") == CHROMA2_STATUS_INVALID_ARGUMENT);
  CHECK(status_of([&] { geometry.check_placements(); }, "commit") == CHROMA2_STATUS_INVALID_STATE);
  geometry.commit();
  const std::string wrong = geometry.check_placements();
  CHECK(wrong.find("placement 2: /Tank:0/tube:7 sticks out of /Tank:0 by ") == 0);
  CHECK(wrong.find('\n') == std::string::npos && wrong.back() == 'm' && geometry.check_placements(0.01) == wrong);

  const chroma2::session session(context, geometry);
  auto light = chroma2::make<chroma2_source>();
  light.count = 1000;
  light.wavelength = 400;
  light.direction[0] = -1;
  const chroma2::event event = session.submit(light);
  event.wait();
  const chroma2::hits hits = event.hits();
  CHECK(hits.count == 1000 && hits.channel[0] == 4 && geometry.placement_path(hits.instance[0]) == "/Tank:0/tube:4");
}

}  // namespace

int main() {
  const std::string file = write_file();
  {
    const chroma2::context context(1);
    refusals(context, file);
    placements(context, file);
  }
  std::remove(file.c_str());
  CHECK(chroma2_live_handles() == 0);
  return 0;
}
