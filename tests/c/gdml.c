/* A detector from a GDML file: placements with their paths, channels by rules, what is detected, notes, and what is refused. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "box.h"

#define INVALID(text, call) CHECK_FAILS(CHROMA2_STATUS_INVALID_ARGUMENT, text, call)

static char file[512];

/* A tank of water with two tubes, of which the first one is in an assembly, in air that has no index of refraction. */
static const char* const TANK =
    "<?xml version='1.0'?>\n"
    "<gdml>\n"
    "<define>\n"
    "  <constant name='half' value='500'/>\n"
    "  <matrix name='n' coldim='2' values='2.0*eV 1.33 4.0*eV 1.35'/>\n"
    "  <matrix name='one' coldim='2' values='2.0*eV 1 4.0*eV 1'/>\n"
    "  <matrix name='zero' coldim='2' values='2.0*eV 0 4.0*eV 0'/>\n"
    "%s"
    "</define>\n"
    "<materials>\n"
    "  <material name='Air'><D value='0.0012'/><fraction n='1' ref='N'/></material>\n"
    "  <material name='Water'><property name='RINDEX' ref='n'/>%s<D value='1'/><fraction n='1' ref='N'/></material>\n"
    "  <material name='Glass'><D value='2'/><fraction n='1' ref='N'/></material>\n"
    "</materials>\n"
    "<solids>\n"
    "  <box name='world' x='4*half' y='4*half' z='4*half'/>\n"
    "  <box name='tank' x='2*half' y='2*half' z='2*half'/>\n"
    "  <orb name='bulb' r='100'/>\n"
    "  <opticalsurface name='cathode' model='unified' finish='polished' type='dielectric_metal' value='0'>\n"
    "    <property name='REFLECTIVITY' ref='zero'/><property name='EFFICIENCY' ref='one'/>\n"
    "  </opticalsurface>\n"
    "</solids>\n"
    "<structure>\n"
    "  <volume name='Tube'><materialref ref='Glass'/><solidref ref='bulb'/>\n"
    "    <auxiliary auxtype='SensDet' auxvalue='PMT'/></volume>\n"
    "  <assembly name='Pair'><physvol name='tube'><volumeref ref='Tube'/><position name='p' z='-300'/>\n"
    "    </physvol></assembly>\n"
    "  <volume name='Tank'><materialref ref='Water'/><solidref ref='tank'/>\n"
    "    <physvol name='pair'><volumeref ref='Pair'/></physvol>\n"
    "    <physvol name='tube' copynumber='8'><volumeref ref='Tube'/><position name='q' z='300'/></physvol>\n"
    "  </volume>\n"
    "  <volume name='World'><materialref ref='Air'/><solidref ref='world'/>\n"
    "    <physvol name='tank'><volumeref ref='Tank'/></physvol></volume>\n"
    "  <skinsurface name='skin' surfaceproperty='cathode'><volumeref ref='Tube'/></skinsurface>\n"
    "</structure>\n"
    "<setup name='Default' version='1.0'><world ref='World'/></setup>\n"
    "</gdml>\n";

static void write_file(const char* define, const char* property) {
  FILE* to;
  const char* out = getenv("CHROMA2_TEST_OUT");
  snprintf(file, sizeof file, "%s/tank.gdml", out ? out : "/tmp");
  to = fopen(file, "w");
  CHECK(to);
  fprintf(to, TANK, define, property);
  fclose(to);
}

/* A ball in a box that it sticks out of, which is told with both paths and mm. */
static void misplaced(const chroma2_geometry* geometry) {
  const double out[3] = {0, 0, 450};
  char text[1024];
  uint64_t needed = 0;
  uint32_t tube = 0;
  chroma2_geometry* moved = NULL;
  CHECK_OK(chroma2_geometry_check_placements(geometry, 0, text, sizeof text, &needed));
  CHECK(strcmp(text, "") == 0 && needed == 1);
  INVALID("gap is -1 mm", chroma2_geometry_check_placements(geometry, -1, text, sizeof text, &needed));
  CHECK_OK(chroma2_geometry_revise(geometry, &moved));
  CHECK_STATUS(CHROMA2_STATUS_INVALID_STATE, chroma2_geometry_check_placements(moved, 0, text, sizeof text, &needed));
  CHECK_OK(chroma2_geometry_set_chord(moved, 0.2));
  INVALID("chord is -1 mm", chroma2_geometry_set_chord(moved, -1));
  CHECK_OK(chroma2_geometry_find_placement(moved, "/World/tank/tube:8", &tube));
  CHECK_OK(chroma2_geometry_move_instance(moved, tube, NULL, out));
  CHECK_OK(chroma2_geometry_commit(moved, NULL));
  CHECK_OK(chroma2_geometry_check_placements(moved, 0, text, sizeof text, &needed));
  CHECK(strstr(text, "/World:0/tank:0/tube:8") && strstr(text, "sticks out of") && strstr(text, " mm"));
  CHECK_OK(chroma2_geometry_destroy(moved));
}

static void placements(const chroma2_geometry* geometry) {
  chroma2_gdml_placement placement;
  char text[256];
  uint64_t count = 0, needed = 0;
  uint32_t first = 9, second = 9;
  CHECK_OK(chroma2_geometry_get_placement_count(geometry, &count));
  CHECK(count == 4);
  memset(&placement, 0, sizeof placement);
  placement.struct_size = sizeof placement;
  CHECK_OK(chroma2_geometry_get_placement(geometry, 0, &placement));
  CHECK(placement.mother == CHROMA2_NONE && placement.depth == 0 && placement.channel == -1);
  CHECK_OK(chroma2_geometry_find_placement(geometry, "/World:0/tank:0/tube:1", &first));
  CHECK_OK(chroma2_geometry_find_placement(geometry, "/World/tank/tube:8", &second));
  CHECK(first != second);
  CHECK_OK(chroma2_geometry_get_placement(geometry, second, &placement));
  CHECK(placement.copy == 8 && placement.depth == 2 && placement.position[2] == 300 && placement.direction[2] == 1);
  CHECK(placement.channel == 8);
  CHECK_OK(chroma2_geometry_get_placement_path(geometry, second, NULL, 0, &needed));
  CHECK(needed == strlen("/World:0/tank:0/tube:8") + 1);
  CHECK_OK(chroma2_geometry_get_placement_path(geometry, second, text, sizeof text, &needed));
  CHECK(strcmp(text, "/World:0/tank:0/tube:8") == 0);
  INVALID("size is 3; the text has 23 bytes", chroma2_geometry_get_placement_path(geometry, second, text, 3, &needed));
  INVALID("instance is 4; there are placements 0 to 3", chroma2_geometry_get_placement(geometry, 4, &placement));
  INVALID("\"/World/tank/tube\" is any of 2 placements",
          chroma2_geometry_find_placement(geometry, "/World/tank/tube", &first));
  INVALID("there is no placement \"tank\"", chroma2_geometry_find_placement(geometry, "tank", &first));
  INVALID("path is NULL", chroma2_geometry_find_placement(geometry, NULL, &first));
  CHECK_OK(chroma2_geometry_get_notes(geometry, text, sizeof text, &needed));
  CHECK(strstr(text, "no RINDEX: Air, Glass"));
}

/* Half of the light of a point beside the second tube that is within its cone is detected, and by that tube. */
static void hits(chroma2_context* context, chroma2_geometry* geometry) {
  chroma2_session* session = NULL;
  chroma2_event* event = NULL;
  chroma2_source source = point(20000);
  const chroma2_event_config config = event_config(CHROMA2_WANT_HITS);
  chroma2_summary summary;
  chroma2_hits found;
  uint64_t i, near = 0;
  CHECK_OK(chroma2_geometry_commit(geometry, NULL));
  CHECK_OK(chroma2_session_create(context, geometry, NULL, &session));
  source.position[2] = 100;
  CHECK_OK(chroma2_session_submit_source(session, &source, &config, &event));
  summary = summary_of(event);
  memset(&found, 0, sizeof found);
  found.struct_size = sizeof found;
  CHECK_OK(chroma2_event_get_hits(event, &found));
  CHECK(summary.photons == 20000 && found.count == summary.hits);
  for (i = 0; i < found.count; ++i) {
    CHECK(found.channel[i] == 1 || found.channel[i] == 8);
    near += found.channel[i] == 8;
  }
  /* Within asin(1 / 2) of the axis: a share of (1 - cos) / 2. */
  CHECK(fabs((double)near / 20000 - 0.0669873) < 5 * sqrt(0.0669873 * 0.933 / 20000));
  CHECK_OK(chroma2_event_destroy(event));
  CHECK_OK(chroma2_session_destroy(session));
}

static void refused(const chroma2_context* context) {
  const char* const ignored[] = {"Water.BISMUTH"};
  const char* const wrong[] = {"volume:Cube"};
  chroma2_gdml_config config;
  chroma2_geometry* geometry = NULL;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  INVALID("say which one is meant", chroma2_geometry_load_gdml(context, file, NULL, &geometry));
  config.detection = 7;
  INVALID("config->detection is 7; 0 (what the file has), 1 (surface), 2 (sensitive)",
          chroma2_geometry_load_gdml(context, file, &config, &geometry));
  config.detection = CHROMA2_GDML_DETECTION_SURFACE;
  config.channels = wrong;
  config.channel_count = 1;
  INVALID("channels: \"volume:Cube\" names no placement",
          chroma2_geometry_load_gdml(context, file, &config, &geometry));
  config.channels = NULL;
  config.channel_count = 0;
  config.chord = -1;
  INVALID("config->chord is -1", chroma2_geometry_load_gdml(context, file, &config, &geometry));
  config.chord = (double)NAN;
  INVALID("config->chord is NaN mm; 0 to 1e7 is allowed",
          chroma2_geometry_load_gdml(context, file, &config, &geometry));
  config.chord = 1e300;
  INVALID("config->chord is 1e300", chroma2_geometry_load_gdml(context, file, &config, &geometry));
  config.chord = 0;
  write_file("  <matrix name='b' coldim='2' values='2.0*eV 1 4.0*eV 1'/>\n", "<property name='BISMUTH' ref='b'/>");
  CHECK(chroma2_geometry_load_gdml(context, file, &config, &geometry) == CHROMA2_STATUS_FORMAT);
  CHECK(strstr(chroma2_last_error_message(), "tank.gdml:12: material \"Water\": BISMUTH is not simulated"));
  config.ignore = ignored;
  config.ignore_count = 1;
  CHECK_OK(chroma2_geometry_load_gdml(context, file, &config, &geometry));
  CHECK_OK(chroma2_geometry_destroy(geometry));
  geometry = NULL;
  CHECK(chroma2_geometry_load_gdml(context, "/nowhere/tank.gdml", &config, &geometry) == CHROMA2_STATUS_IO);
}

int main(void) {
  const char* const rules[] = {"volume:Tube=copy"};
  chroma2_gdml_config config;
  chroma2_context* context = NULL;
  chroma2_geometry *geometry = NULL, *plain;
  uint64_t count = 0;
  CHECK_OK(chroma2_context_create(NULL, &context));
  write_file("", "");
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.detection = CHROMA2_GDML_DETECTION_SURFACE;
  config.channels = rules;
  config.channel_count = 1;
  CHECK_OK(chroma2_geometry_load_gdml(context, file, &config, &geometry));
  placements(geometry);
  hits(context, geometry);
  misplaced(geometry);
  placements(geometry);
  CHECK_OK(chroma2_geometry_destroy(geometry));
  refused(context);
  plain = box(context, 1);
  CHECK(chroma2_geometry_get_placement_count(plain, &count) == CHROMA2_STATUS_INVALID_STATE);
  CHECK_OK(chroma2_geometry_destroy(plain));
  CHECK_OK(chroma2_context_destroy(context));
  remove(file);
  return 0;
}
